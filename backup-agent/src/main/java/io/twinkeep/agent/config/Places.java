package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.S3Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the environment says that things are. */
final class Places {
    static final String FILE = "config.yaml";

    private final Map<String, String> environment;

    Places(Map<String, String> environment) {
        this.environment = environment;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private Path userHome() {
        return Path.of(variable("HOME").orElse("/"));
    }

    Path home() {
        return variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(userHome().resolve(".config"))
                .resolve("twinkeep");
    }

    Path cache() {
        return variable("XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(userHome().resolve(".cache"))
                .resolve("twinkeep");
    }

    /** The file that a variable names, or the usual one if it is there. */
    Optional<Path> configFile() {
        Path usual = home().resolve(FILE);
        return variable("TWINKEEP_CONFIG")
                .map(Path::of)
                .or(() -> Optional.of(usual).filter(Files::exists));
    }

    /** The launcher takes it, before Java starts; any other value would be passed over. */
    void checkBackground(Problems problems) {
        variable("TWINKEEP_BACKGROUND")
                .filter(value -> !value.matches("[01]"))
                .ifPresent(value -> problems.add("TWINKEEP_BACKGROUND must be 1 or 0, is '" + value + "'"));
    }

    S3Access s3(Optional<String> profile, Optional<String> region, Problems problems) {
        return new S3Access(
                credentials(problems),
                variable("AWS_SHARED_CREDENTIALS_FILE")
                        .map(Path::of)
                        .orElse(userHome().resolve(".aws/credentials")),
                profile,
                variable("AWS_PROFILE").orElse("default"),
                region.or(() -> variable("AWS_REGION"))
                        .or(() -> variable("AWS_DEFAULT_REGION"))
                        .orElse("us-east-1"));
    }

    private Optional<S3Credentials> credentials(Problems problems) {
        Optional<String> key = variable("AWS_ACCESS_KEY_ID");
        Optional<String> secret = variable("AWS_SECRET_ACCESS_KEY");
        if (key.isPresent() != secret.isPresent()) {
            problems.add((key.isPresent() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID")
                    + " is not set, but its other half is");
            return Optional.empty();
        }
        try {
            return key.map(k -> new S3Credentials(k, secret.orElseThrow(), variable("AWS_SESSION_TOKEN")));
        } catch (IllegalArgumentException e) {
            problems.add("AWS_ACCESS_KEY_ID: " + e.getMessage());
            return Optional.empty();
        }
    }
}
