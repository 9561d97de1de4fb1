package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import java.time.Duration;

/**
 * How much to keep: the newest {@code sets} sets, and any with a snapshot younger than {@code within}. A first backup that
 * stored nothing for {@code abandoned} is taken for one that nobody will end: a courtesy to slow ones, since one that is
 * still running only loses its commit.
 */
public record KeepRules(int sets, Duration within, Duration abandoned) {
    // A pack takes minutes on a slow line; a day bridges a night without a line.
    private static final Duration A_DAY = Duration.ofDays(1);

    public KeepRules(int sets, Duration within) {
        this(sets, within, within.compareTo(A_DAY) > 0 ? within : A_DAY);
    }

    public KeepRules {
        if (sets < 1) {
            throw new BadUsage("--keep-sets must be at least 1, is " + sets);
        }
        if (within.isNegative()) {
            throw new BadUsage("--keep-within must not be negative, is " + within);
        }
    }
}
