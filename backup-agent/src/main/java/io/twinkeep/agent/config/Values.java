package io.twinkeep.agent.config;

import io.twinkeep.core.errors.BackupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Looks settings up, the option before the variable before the file, and notes which of them make no sense. */
final class Values {
    private final Map<Setting, List<String>> options;
    private final Map<String, String> environment;
    private final Map<Setting, Given> file;
    private final Problems problems;

    Values(
            Map<Setting, List<String>> options,
            Map<String, String> environment,
            Optional<Map<Setting, Given>> file,
            Problems problems) {
        this.options = options;
        this.environment = environment;
        this.file = file.orElse(Map.of());
        this.problems = problems;
    }

    private Optional<Given> given(Setting setting) {
        if (options.containsKey(setting)) {
            return Optional.of(new Given(options.get(setting), setting.option()));
        }
        String value = environment.get(setting.variable());
        if (value != null && !value.isEmpty()) {
            return Optional.of(new Given(List.of(value), setting.variable()));
        }
        return Optional.ofNullable(file.get(setting));
    }

    Optional<String> text(Setting setting) {
        return given(setting).map(Given::last);
    }

    /** Empty if nothing was given, or if it can't be parsed, which is noted. */
    <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
        Optional<Given> given = given(setting);
        try {
            return given.map(Given::last).map(parser);
        } catch (BackupException e) {
            problems.add(given.orElseThrow().source() + ": " + e.getMessage()
                    + (e.next().isEmpty() ? "" : "; " + e.next()));
        } catch (IllegalArgumentException e) {
            problems.add(given.orElseThrow().source() + " " + e.getMessage());
        }
        return Optional.empty();
    }

    List<Path> paths(Setting setting) {
        return given(setting)
                .map(given -> given.values().stream().map(Path::of).toList())
                .orElse(List.of());
    }
}
