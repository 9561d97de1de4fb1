package io.twinkeep.agent.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Tells which signal ends the program, which a shutdown hook can't find out. The runtime's own class for it is not part of
 * the language's platform, so it is asked for by name; where it is missing, signals end the program as they always do.
 */
final class Signals {
    private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /** @param ending gets 128 + the signal's number, on a thread of its own, and ends the program */
    static void onEnding(IntConsumer ending) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        ending.accept(128 + (int) signal.getMethod("getNumber").invoke(args[0]));
                        return null;
                    });
            for (String name : ENDING) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            // No such class, or the runtime was told to leave signals alone.
        }
    }
}
