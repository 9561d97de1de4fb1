package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import java.time.Duration;

/** How much to keep: the newest {@code sets} sets, and any with a snapshot younger than {@code within}. */
public record KeepRules(int sets, Duration within) {
    public KeepRules {
        if (sets < 1) {
            throw new BadUsage("--keep-sets must be at least 1, is " + sets);
        }
        if (within.isNegative()) {
            throw new BadUsage("--keep-within must not be negative, is " + within);
        }
    }
}
