package io.twinkeep.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Environment variables that look like settings and are none: a mistyped one would be passed over in silence. */
public final class UnknownVariables {
    private static final String PREFIX = "TWINKEEP_";
    private static final List<String> OTHERS = List.of(
            "TWINKEEP_BACKGROUND",
            "TWINKEEP_CONFIG",
            "TWINKEEP_DEBUG",
            "TWINKEEP_JAVA_OPTIONS",
            "TWINKEEP_NO_BUILD",
            "TWINKEEP_CEPH");

    private UnknownVariables() {}

    /** One line for each, with the setting that was probably meant. */
    public static List<String> warnings(Map<String, String> environment) {
        List<String> known = Stream.concat(Arrays.stream(Setting.values()).map(Setting::variable), OTHERS.stream())
                .toList();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .map(name -> "the variable " + name + " is no setting and does nothing; did you mean "
                        + Nearest.of(name, known) + "?")
                .toList();
    }
}
