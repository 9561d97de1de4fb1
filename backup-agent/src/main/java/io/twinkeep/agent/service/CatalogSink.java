package io.twinkeep.agent.service;

import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.FactSink;
import io.twinkeep.agent.spool.SinkPosition;
import io.twinkeep.agent.spool.SpoolEntry;
import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Hands the spool's facts to the catalogue. Called by the drain's thread alone.
 *
 * <p>A batch that is refused is written one by one, and what can't be stored for good is put aside; but only if the
 * catalogue takes a fact of which nothing is wrong, or a wrong login would put everything aside.
 */
final class CatalogSink implements FactSink {
    /** Differs from every timeline that a commit may have. */
    private static final SinkPosition ELSEWHERE = new SinkPosition(Long.MIN_VALUE, 0);

    private final FactWriter catalog;
    private final Supplier<? extends Fact> harmless;
    private final RefusedFacts aside;
    private final List<LogPosition> unreplayed = new ArrayList<>();
    private volatile boolean undeclared;

    /** @param harmless makes a fact that the catalogue takes if it takes any of ours */
    CatalogSink(FactWriter catalog, Supplier<? extends Fact> harmless, RefusedFacts aside) {
        this.catalog = catalog;
        this.harmless = harmless;
        this.aside = aside;
    }

    @Override
    public SinkPosition store(List<SpoolEntry> batch) {
        LogPosition position = write(batch);
        unreplayed.add(position);
        return sinkPosition(position);
    }

    private LogPosition write(List<SpoolEntry> batch) {
        try {
            return catalog.write(batch.stream()
                    .map(entry -> CatalogFacts.decode(entry.fact()))
                    .toList());
        } catch (Refused | Corrupt e) {
            return writeOneByOne(batch);
        }
    }

    private LogPosition writeOneByOne(List<SpoolEntry> batch) {
        LogPosition position = catalog.write(List.of(harmless.get()));
        for (SpoolEntry entry : batch) {
            try {
                position = catalog.write(List.of(CatalogFacts.decode(entry.fact())));
            } catch (Refused | Corrupt e) {
                aside.put(entry, e);
            }
        }
        return position;
    }

    @Override
    public SinkPosition replayed() {
        if (unreplayed.isEmpty()) {
            return ELSEWHERE;
        }
        Durability first = catalog.durability(unreplayed.getFirst());
        undeclared = first == Durability.UNDECLARED;
        return switch (first) {
            case EVERYWHERE -> lastReplayed();
            case PENDING, UNDECLARED ->
                new SinkPosition(sinkPosition(unreplayed.getFirst()).timeline(), Long.MIN_VALUE);
            case SEND_AGAIN -> {
                unreplayed.clear();
                yield ELSEWHERE;
            }
        };
    }

    /** The last of those that are safe everywhere; the first one is. Replay goes in order, so half of them are passed over at a time. */
    private SinkPosition lastReplayed() {
        int safe = 0;
        int unsafe = unreplayed.size();
        while (unsafe - safe > 1) {
            int middle = (safe + unsafe) >>> 1;
            if (catalog.durability(unreplayed.get(middle)) == Durability.EVERYWHERE) {
                safe = middle;
            } else {
                unsafe = middle;
            }
        }
        SinkPosition position = sinkPosition(unreplayed.get(safe));
        unreplayed.subList(0, safe + 1).clear();
        return position;
    }

    private static SinkPosition sinkPosition(LogPosition position) {
        // One number for cluster and timeline; two that are equal by chance would need equal halves of random numbers.
        long timeline = position.system() * 1_000_003 + position.timeline();
        return new SinkPosition(timeline, position.offset());
    }

    /** Whether nothing leaves the spool because nobody declared which database servers there are. */
    boolean isUndeclared() {
        return undeclared;
    }
}
