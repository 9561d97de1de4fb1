package io.twinkeep.agent.region;

import io.twinkeep.agent.service.Parts;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.catalog.VersionSummary;
import io.twinkeep.core.ids.PromotionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the nearest database where the alias points. What is announced by Postgres itself does not reach a standby server, so
 * it is asked again and again. One thread uses it.
 */
final class AliasWatch {
    private final Parts parts;
    private final String alias;
    private final List<Followed> models;
    private final AliasTargets aliases;
    private final Runnable follow;
    private final Runnable pin;
    private final Map<Followed, PromotionId> seen = new HashMap<>();
    private Optional<RegionRole> role = Optional.empty();

    /**
     * @param follow called in a standby when the alias has moved, or once it has become one
     * @param pin called in a primary
     */
    AliasWatch(Parts parts, String alias, List<Followed> models, AliasTargets aliases, Runnable follow, Runnable pin) {
        this.parts = parts;
        this.alias = alias;
        this.models = models;
        this.aliases = aliases;
        this.follow = follow;
        this.pin = pin;
    }

    void look() {
        Optional<RegionRole> now = parts.standing().role();
        if (!now.equals(role)) {
            seen.clear();
            role = now;
        }
        for (Followed model : models) {
            Optional<AliasMove> move = aliases.current(model.model().model(), alias);
            if (move.isPresent() && !move.get().promotion().equals(seen.get(model))) {
                model.wants(move.get(), bytes(move.get()));
                tell(now);
                seen.put(model, move.get().promotion());
            }
        }
    }

    private void tell(Optional<RegionRole> now) {
        if (now.equals(Optional.of(RegionRole.STANDBY))) {
            follow.run();
        } else if (now.equals(Optional.of(RegionRole.PRIMARY))) {
            pin.run();
        }
    }

    private OptionalLong bytes(AliasMove move) {
        Optional<VersionSummary> version =
                parts.facts().map(Facts::versions).flatMap(versions -> versions.version(move.model(), move.version()));
        return version.isPresent() ? OptionalLong.of(version.get().bytes()) : OptionalLong.empty();
    }
}
