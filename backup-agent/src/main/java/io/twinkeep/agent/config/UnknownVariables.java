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

    /** One line for each, with the setting that was probably meant if there is one like it. */
    public static List<String> warnings(Map<String, String> environment) {
        List<String> known = Stream.concat(Arrays.stream(Setting.values()).map(Setting::variable), OTHERS.stream())
                .map(name -> name.substring(PREFIX.length()))
                .toList();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .filter(name -> !known.contains(name))
                .sorted()
                .map(name -> "the variable " + PREFIX + name + " is no setting and does nothing"
                        + Nearest.of(name, known)
                                .map(meant -> "; did you mean " + PREFIX + meant + "?")
                                .orElse(""))
                .toList();
    }
}
