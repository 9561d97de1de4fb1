package io.twinkeep.agent.service;

import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.catalog.Standing;
import io.twinkeep.core.errors.Refused;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the region may do, as last told; remembered across restarts, so that the database may be gone. The epoch only
 * grows: an older answer, as of a replica that lags, changes nothing. Thread-safe; its monitor guards changes.
 */
public final class RegionStanding {
    private final String region;
    private final StateFile file;
    private volatile Optional<Standing> known;
    private volatile int granted;

    /** @param initial until the database tells; empty: nothing may be written before that */
    RegionStanding(String region, Path file, Optional<RegionRole> initial) {
        this.region = region;
        this.file = new StateFile(file);
        this.known = remembered().or(() -> initial.map(role -> new Standing(region, role, 0, Instant.EPOCH)));
        this.granted = known.map(Standing::epoch).orElse(0);
    }

    private Optional<Standing> remembered() {
        Map<String, Object> fields = file.read();
        try {
            return fields.isEmpty() || !region.equals(fields.get("region"))
                    ? Optional.empty()
                    : Optional.of(new Standing(
                            region,
                            RegionRole.valueOf((String) fields.get("role")),
                            ((Long) fields.get("epoch")).intValue(),
                            Instant.parse((String) fields.get("since"))));
        } catch (RuntimeException e) {
            return Optional.empty(); // Not ours, or cut: the database tells it anew.
        }
    }

    /** The database's answer; true if the role changed. */
    synchronized boolean told(Standing standing, int highestEpoch) {
        boolean stale = known.filter(now -> now.epoch() > standing.epoch()
                        || now.epoch() == standing.epoch() && now.since().isAfter(standing.since()))
                .isPresent();
        granted = Math.max(granted, highestEpoch);
        if (stale || known.equals(Optional.of(standing))) {
            return false;
        }
        boolean changed = !known.map(Standing::role).equals(Optional.of(standing.role()));
        known = Optional.of(standing);
        remember(standing);
        return changed;
    }

    /** A repository holds a grant that we did not get: another region is primary from there on. True if that is news. */
    synchronized boolean superseded(int epoch, Instant at) {
        granted = Math.max(granted, epoch);
        boolean primary = known.filter(
                        now -> now.role() == RegionRole.PRIMARY && now.epoch() > 0 && now.epoch() < epoch)
                .isPresent();
        if (primary) {
            known = Optional.of(new Standing(region, RegionRole.FENCED, epoch, at));
            remember(known.get());
        }
        return primary;
    }

    private void remember(Standing standing) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("region", standing.region());
        fields.put("role", standing.role().name());
        fields.put("epoch", standing.epoch());
        fields.put("since", standing.since());
        file.write(fields);
    }

    /** Empty while nobody has told it yet. */
    public Optional<RegionRole> role() {
        return known.map(Standing::role);
    }

    /** The epoch that this region acts with: that of its last grant; 0 before any. */
    public int epoch() {
        return known.map(Standing::epoch).orElse(0);
    }

    /** The highest epoch known to be granted to anybody. */
    public int highestEpoch() {
        return Math.max(granted, epoch());
    }

    /** @throws Refused unless the region may write anywhere */
    void refuseIfFenced() {
        if (role().filter(RegionRole.FENCED::equals).isPresent()) {
            throw new Refused(
                    "region " + region + " was fenced with epoch " + epoch() + ": another region is primary",
                    "nothing is written until 'readmit' makes it a standby again");
        }
    }
}
