package io.twinkeep.agent.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads where a secret is: {@code KEY-file} or {@code KEY-variable}. */
final class SecretReader {
    private final Map<String, String> environment;

    SecretReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<Secret> read(Section section, String key) {
        if (section.has(key)) {
            section.problem(
                    key,
                    "is a secret, which does not belong into this file; write '" + key + "-file: PATH' or '" + key
                            + "-variable: NAME'");
        }
        Optional<Path> file = section.path(key + "-file", "");
        Optional<String> variable = section.text(key + "-variable");
        if (file.isPresent() && variable.isPresent()) {
            section.problem(key + "-file", "and " + key + "-variable are both there; keep one");
        }
        return file.map(Secret::ofFile).or(() -> variable.flatMap(name -> ofVariable(section, key, name)));
    }

    private Optional<Secret> ofVariable(Section section, String key, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            section.problem(key + "-variable", "names " + name + ", which is not set");
            return Optional.empty();
        }
        return Optional.of(Secret.ofVariable(name, value));
    }
}
