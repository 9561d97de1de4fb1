package io.twinkeep.agent.region;

import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.follow.Repositories;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.VersionSelector;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.snapshot.SlotOrigin;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/**
 * The alias {@code latest}: the newest snapshot of the repository that is followed, or of the own one while that is gone. It
 * moves with each backup, and needs no database.
 */
final class LatestAliases implements AliasTargets {
    // A set has fewer snapshots, pins and releases than this by far, so the number grows with set and slot.
    private static final int SLOTS = 100_000;

    private final Repositories repositories;
    private final ObjLongConsumer<AliasMove> seen;

    /** @param seen told each move that is read, with the bytes of its version */
    LatestAliases(Repositories repositories, ObjLongConsumer<AliasMove> seen) {
        this.repositories = repositories;
        this.seen = seen;
    }

    @Override
    public Optional<AliasMove> current(ModelName model, String alias) {
        try {
            Versions.Listed newest = new Versions(nearest()).find(model, new VersionSelector.Latest());
            AliasMove move = move(model, newest);
            seen.accept(move, newest.body().bytes());
            return Optional.of(move);
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    private Engine nearest() {
        try {
            return repositories.origin().get();
        } catch (Unavailable e) {
            return repositories.own().get();
        }
    }

    /** Where a snapshot was first tells its place in the order, also in a mirror. */
    private static AliasMove move(ModelName model, Versions.Listed newest) {
        SlotOrigin origin = newest.header().origin();
        int number = Math.addExact(Math.multiplyExact(origin.set().number(), SLOTS), origin.slot());
        return new AliasMove(
                new PromotionId(newest.header().run().token()),
                model,
                FollowSettings.LATEST,
                number,
                newest.body().version().value(),
                origin.set().epoch(),
                newest.header().takenAt(),
                "backup",
                "");
    }

    /** The last move alone: whoever follows keeps those before it in mind. */
    @Override
    public List<AliasMove> history(ModelName model, String alias) {
        return current(model, alias).stream().toList();
    }
}
