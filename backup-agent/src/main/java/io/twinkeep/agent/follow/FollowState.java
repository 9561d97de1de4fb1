package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a follower must remember over a crash, and while there is no database. Immutable.
 *
 * @param targets where the alias pointed, newest first
 * @param active what is served and has warmed up
 * @param switching a switch that was begun and has not warmed up yet
 * @param cold a version that did not warm up, and when
 * @param told the last deployment that was told
 * @param base the full snapshot's version of the set that is followed: its deltas stand on it
 * @param pinned the promotions whose pins are in the region's own repository
 */
record FollowState(
        List<Target> targets,
        Optional<Sha256> active,
        Optional<Switching> switching,
        Optional<Cold> cold,
        Optional<Told> told,
        Optional<Sha256> base,
        Set<PromotionId> pinned) {
    static final FollowState NONE = new FollowState(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of());

    // Enough for the rules to look back on; a fleet that promotes more often keeps what its count says.
    private static final int MOST_TARGETS = 32;

    /** A move of the alias. */
    record Target(PromotionId promotion, int epoch, int number, Sha256 version, Instant at) {
        static final Comparator<Target> ORDER =
                Comparator.comparingInt(Target::epoch).thenComparingInt(Target::number);

        static Target of(AliasMove move) {
            return new Target(move.promotion(), move.epoch(), move.number(), move.version(), move.at());
        }
    }

    /** From what to what; {@code from} is empty if nothing was current. */
    record Switching(Sha256 to, Optional<Sha256> from) {}

    record Cold(Sha256 version, Instant at) {}

    record Told(Sha256 version, DeploymentState state) {}

    FollowState {
        targets = List.copyOf(targets);
        pinned = Set.copyOf(pinned);
    }

    Optional<Target> wanted() {
        return targets.stream().findFirst();
    }

    /**
     * The same with these moves as well. A replica that lags tells of older moves; they never undo newer ones, and a
     * higher epoch is newer than any number of a lower one.
     */
    FollowState with(List<AliasMove> moves) {
        var all = new TreeMap<Target, Target>(Target.ORDER.reversed());
        Stream.concat(targets.stream(), moves.stream().map(Target::of)).forEach(target -> all.put(target, target));
        return new FollowState(
                all.values().stream().limit(MOST_TARGETS).toList(), active, switching, cold, told, base, pinned);
    }

    FollowState withActive(Optional<Sha256> version) {
        return new FollowState(targets, version, Optional.empty(), cold, told, base, pinned);
    }

    FollowState withSwitching(Switching begun) {
        return new FollowState(targets, active, Optional.of(begun), cold, told, base, pinned);
    }

    FollowState withCold(Optional<Cold> failed) {
        return new FollowState(targets, active, switching, failed, told, base, pinned);
    }

    FollowState withTold(Told last) {
        return new FollowState(targets, active, switching, cold, Optional.of(last), base, pinned);
    }

    FollowState withBase(Sha256 version) {
        return new FollowState(targets, active, switching, cold, told, Optional.of(version), pinned);
    }

    FollowState withPinned(Set<PromotionId> promotions) {
        return new FollowState(targets, active, switching, cold, told, base, promotions);
    }
}
