package io.twinkeep.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The jobs of the daemon. The names are those of the configuration, the database, metrics and logs. */
public enum JobName {
    INCREMENTAL("15 2 * * *"),
    FULL("0 3 * * 0"),
    VERIFY("0 4 * * *"),
    PRUNE("0 5 * * *"),
    REPLICATE("*/15 * * * *"),
    OUTPUTS("*/10 * * * *"),
    RECORDS("7 * * * *"),
    FOLLOW("* * * * *"),
    PARITY("30 5 * * *");

    private final String usual;

    JobName(String usual) {
        this.usual = usual;
    }

    /** When it runs where nobody says otherwise. */
    String usual() {
        return usual;
    }

    public static Optional<JobName> of(String name) {
        return Arrays.stream(values())
                .filter(job -> job.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
