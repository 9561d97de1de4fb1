package io.twinkeep.agent.region;

import io.twinkeep.agent.follow.FollowedModel;
import io.twinkeep.agent.follow.ModelPlace;
import io.twinkeep.agent.follow.Parity;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One model of the region, with what is wanted and what was found, as last seen. Thread-safe. */
final class Followed {
    private final FollowedModel model;
    private volatile Optional<Wanted> wanted = Optional.empty();
    private volatile Optional<Parity.Outcome> parity = Optional.empty();
    private volatile boolean complete;

    Followed(FollowedModel model) {
        this.model = model;
    }

    /** What the alias names, since when, and its bytes where they are known. */
    record Wanted(Sha256 version, Instant since, OptionalLong bytes) {}

    FollowedModel model() {
        return model;
    }

    Optional<Wanted> wanted() {
        return wanted;
    }

    /** As told by the nearest database or repository; one that lags may tell of an older move, until it has caught up. */
    void wants(AliasMove move, long bytes) {
        wants(move, OptionalLong.of(bytes));
    }

    void wants(AliasMove move, OptionalLong bytes) {
        wanted = Optional.of(new Wanted(move.version(), move.at(), bytes));
    }

    /** Whether the last pass missed nothing; if not, a change of the repository may help. */
    boolean isComplete() {
        return complete;
    }

    void complete(boolean now) {
        complete = now;
    }

    /** How the last run of parity ended, since the start. */
    Optional<Parity.Outcome> parity() {
        return parity;
    }

    void found(Parity.Outcome outcome) {
        parity = Optional.of(outcome);
    }

    /** What is served; empty also where that can't be told. */
    Optional<Sha256> served() {
        try {
            return new ModelPlace(model.root()).current();
        } catch (BackupException e) {
            return Optional.empty();
        }
    }
}
