package io.twinkeep.agent.cli;

import io.twinkeep.core.json.Json;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says, when a signal ends the run, that it did and with which exit code: 128 + the signal's number. */
final class Interruption {
    private static final int INTERRUPTED = 130;

    private final Surroundings surroundings;
    private final Optional<PrintStream> json;
    private volatile int exitCode = INTERRUPTED;
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param json for the error object; a stream of its own, since the program may hang in writing to the usual one */
    Interruption(Surroundings surroundings, Optional<PrintStream> json) {
        this.surroundings = surroundings;
        this.json = json;
    }

    /** Ends the program as that signal would. @param code 128 + the signal's number */
    void signalled(int code) {
        if (surroundings.ending().request()) {
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
        surroundings.err().println((surroundings.columns().isPresent() ? "\r\033[K" : "") + message);
        surroundings.err().println("next: " + next);
        surroundings.err().flush();
        json.ifPresent(out -> {
            var error = Answer.fields("kind", "Stopped", "message", message, "next", next, "exit_code", exitCode);
            out.println(Json.text(Map.of("error", error)));
            out.flush();
        });
    }
}
