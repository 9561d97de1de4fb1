package io.twinkeep.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every setting that may come from an option, the environment or the configuration file; one name serves all three. */
public enum Setting {
    REPOSITORY("repository"),
    KEY_FILE("key-file"),
    PASSPHRASE_FILE("passphrase-file"),
    MODEL("model"),
    THREADS("threads"),
    MEMORY("memory"),
    UPLOAD_LIMIT("upload-limit"),
    DOWNLOAD_LIMIT("download-limit"),
    CACHE("cache"),
    CACHE_SIZE("cache-size"),
    PROFILE("profile"),
    REGION("region"),
    CA_FILE("ca-file"),
    SSH_IDENTITY("ssh-identity"),
    SSH_KNOWN_HOSTS("ssh-known-hosts");

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    /** The key in the configuration file. */
    public String key() {
        return key;
    }

    /** The option on the command line. */
    public String option() {
        return "--" + key;
    }

    /** The environment variable. */
    public String variable() {
        return "TWINKEEP_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether several values may be given: each of them is tried. */
    boolean isRepeatable() {
        return this == KEY_FILE || this == PASSPHRASE_FILE;
    }

    /** The setting of that option, for example {@code --key-file}. */
    public static Optional<Setting> ofOption(String option) {
        return Arrays.stream(values()).filter(s -> s.option().equals(option)).findFirst();
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
