package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Packs of a first backup that was never committed. Where a set is open the next full backup takes them over; where there
 * is none they would stay for ever. To free them the door is closed first: slot 0 of their set gets a closed marker, so
 * that a backup that runs after all loses its commit and nothing else.
 */
final class AbandonedBackup {
    private final Engine engine;
    private final KeepRules rules;

    AbandonedBackup(Engine engine, KeepRules rules) {
        this.engine = engine;
        this.rules = rules;
    }

    /** What to do with the set that the next full backup will claim, empty if nothing lies there. */
    Optional<PrunePlan.Item> item(ModelName model, SetId next) {
        var log = new SetLog(model, next, List.of());
        List<ObjectInfo> packs = listed(log);
        if (packs.isEmpty()) {
            return Optional.empty();
        }
        String keep = reasonToKeep(log, packs);
        long bytes = packs.stream().mapToLong(ObjectInfo::size).sum();
        return Optional.of(
                keep.isEmpty()
                        ? new PrunePlan.Item(
                                log, PrunePlan.Action.EXPIRE, "a backup that was never ended", packs.size(), bytes)
                        : new PrunePlan.Item(log, PrunePlan.Action.KEEP, keep, packs.size(), bytes));
    }

    private List<ObjectInfo> listed(SetLog log) {
        try (Stream<ObjectInfo> packs = engine.repository().store().list(Layout.packs(log.model(), log.set()))) {
            return packs.toList();
        }
    }

    private String reasonToKeep(SetLog log, List<ObjectInfo> packs) {
        Instant limit = engine.repository().store().now().minus(rules.abandoned());
        if (packs.stream().anyMatch(pack -> pack.lastModified().isAfter(limit))) {
            return "a backup that was not ended, perhaps running yet; it goes " + rules.abandoned()
                    + " after its last pack";
        }
        // They are copied right before the commit: there may have been a snapshot, which a mirror may still have.
        if (hasWraps(log)) {
            return "its snapshot may be lost; 'twinkeep verify --repair-from MIRROR' looks for it";
        }
        if (!packs.stream().allMatch(pack -> isOurs(log, pack))) {
            return "not all of it was made here: perhaps a replication is under way";
        }
        return "";
    }

    private boolean hasWraps(SetLog log) {
        try (Stream<ObjectInfo> wraps = engine.repository().store().list(Layout.setWraps(log.model(), log.set()))) {
            return wraps.findAny().isPresent();
        }
    }

    /** A pack that a mirror is being sent names the repository that it comes from, and does not open as one of ours. */
    private boolean isOurs(SetLog log, ObjectInfo pack) {
        if (!pack.key().name().matches("[0-9a-f]{32}")) {
            return false;
        }
        return engine.repository().keys().all().stream()
                .map(key -> new PackOrigin(engine.repository().id(), log.model(), log.set(), key))
                .anyMatch(origin -> opens(origin, pack));
    }

    private boolean opens(PackOrigin origin, ObjectInfo pack) {
        try {
            engine.snapshots().packs(origin).index(PackId.parse(pack.key().name()), pack.size());
            return true;
        } catch (Corrupt | Missing | Refused e) {
            return false;
        }
    }
}
