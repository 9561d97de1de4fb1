package io.twinkeep.agent.config;

import java.util.List;

/** The values given for a setting, and where: an option, a variable, or a line of a file. */
record Given(List<String> values, String source) {
    String last() {
        return values.getLast();
    }
}
