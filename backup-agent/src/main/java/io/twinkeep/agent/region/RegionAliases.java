package io.twinkeep.agent.region;

import io.twinkeep.agent.service.RegionStanding;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.ids.ModelName;
import java.util.List;
import java.util.Optional;

/** AliasTargets for a pass of the follower, which must not go on once its region is no standby any more. */
record RegionAliases(AliasTargets aliases, RegionStanding standing) implements AliasTargets {
    @Override
    public Optional<AliasMove> current(ModelName model, String alias) {
        refuseUnlessStandby();
        return aliases.current(model, alias);
    }

    /** @throws Conflict so that what was served is served on */
    private void refuseUnlessStandby() {
        if (standing.role().filter(RegionRole.STANDBY::equals).isEmpty()) {
            throw new Conflict(
                    "the region's role has changed: it no longer follows",
                    "what it served it serves on; it follows again once it is a standby");
        }
    }

    @Override
    public List<AliasMove> history(ModelName model, String alias) {
        return aliases.history(model, alias);
    }
}
