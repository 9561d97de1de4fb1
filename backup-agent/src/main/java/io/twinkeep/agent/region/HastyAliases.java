package io.twinkeep.agent.region;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * AliasTargets of a database that is not asked again for a while after it did not answer: each question to a frozen one costs
 * its timeouts, and a follower knows what to do without. Thread-safe.
 */
final class HastyAliases implements AliasTargets {
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final AliasTargets aliases;
    private final LongSupplier nanoTime;
    private volatile Long failedAt;

    HastyAliases(AliasTargets aliases, LongSupplier nanoTime) {
        this.aliases = aliases;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<AliasMove> current(ModelName model, String alias) {
        return asked(() -> aliases.current(model, alias));
    }

    @Override
    public List<AliasMove> history(ModelName model, String alias) {
        return asked(() -> aliases.history(model, alias));
    }

    private <T> T asked(Supplier<T> question) {
        Long failed = failedAt;
        if (failed != null && nanoTime.getAsLong() - failed < PAUSE.toNanos()) {
            throw new Unavailable("the database did not answer a moment ago");
        }
        try {
            T answer = question.get();
            failedAt = null;
            return answer;
        } catch (Unavailable e) {
            failedAt = nanoTime.getAsLong();
            throw e;
        }
    }
}
