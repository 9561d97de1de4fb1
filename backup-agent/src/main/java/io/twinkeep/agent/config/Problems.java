package io.twinkeep.agent.config;

import io.twinkeep.core.errors.BadUsage;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with the settings, so that all of it is told at once. Not thread-safe. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(problem);
    }

    /** @throws BadUsage naming every problem, if there is one */
    void throwIfAny(String next) {
        if (found.size() == 1) {
            throw new BadUsage(found.getFirst(), next);
        }
        if (!found.isEmpty()) {
            throw new BadUsage(found.size() + " settings are wrong:\n  " + String.join("\n  ", found), next);
        }
    }
}
