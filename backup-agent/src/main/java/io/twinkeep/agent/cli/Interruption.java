package io.twinkeep.agent.cli;

import io.twinkeep.core.json.Json;
import java.util.Map;

/** Says, when a signal ends the run, that it did; the Java runtime then exits with 128 + the signal's number. */
final class Interruption {
    private final Surroundings surroundings;
    private final boolean json;
    private volatile boolean over;

    Interruption(Surroundings surroundings, boolean json) {
        this.surroundings = surroundings;
        this.json = json;
    }

    void over() {
        over = true;
    }

    void tell() {
        if (over) {
            return;
        }
        String message = "stopped by a signal before the work was done";
        String next = "run the same command again: it goes on from what is there";
        surroundings.err().println((surroundings.columns().isPresent() ? "\r\033[K" : "") + message);
        surroundings.err().println("next: " + next);
        surroundings.err().flush();
        if (json) {
            var error = Answer.fields("kind", "Stopped", "message", message, "next", next, "exit_code", 130);
            surroundings.out().println(Json.text(Map.of("error", error)));
            surroundings.out().flush();
        }
    }
}
