package io.twinkeep.agent.cli;

import io.twinkeep.core.json.Json;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says, when a signal ends the run, that it did and with which exit code: 128 + the signal's number. */
final class Interruption {
    private static final int INTERRUPTED = 130;

    private final Ending ending;
    private final PrintStream err;
    private final boolean terminal;
    private final Optional<PrintStream> json;
    private volatile int exitCode = INTERRUPTED;
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * @param ending asked first whether the run can end by itself
     * @param err for people
     * @param terminal whether that is one, and a progress bar may stand there
     * @param json for the error object; a stream of its own, since the program may hang in writing to the usual one
     */
    Interruption(Ending ending, PrintStream err, boolean terminal, Optional<PrintStream> json) {
        this.ending = ending;
        this.err = err;
        this.terminal = terminal;
        this.json = json;
    }

    /** Ends the program as that signal would. @param code 128 + the signal's number */
    void signalled(int code) {
        if (ending.request()) {
            return; // It ends by itself, as a run whose work is never done may; the next signal ends it at once.
        }
        exitCode = code;
        // Before anything is cleared up: what then fails in the work that goes on is not why the run ends.
        tell();
        System.exit(code);
    }

    void over() {
        over.set(true);
    }

    void tell() {
        if (over.getAndSet(true)) {
            return;
        }
        String message = "stopped by a signal before the work was done";
        String next = "run the same command again: it goes on from what is there";
        err.println((terminal ? "\r\033[K" : "") + message);
        err.println("next: " + next);
        err.flush();
        json.ifPresent(out -> {
            out.println(Json.text(Map.of("error", Failures.fields("Stopped", message, next, exitCode))));
            out.flush();
        });
    }
}
