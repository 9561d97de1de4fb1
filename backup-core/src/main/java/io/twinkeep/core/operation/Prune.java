package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Deletes whole expired sets, without any lock: closing a set takes the next slot of its log, the same door that
 * snapshots and pins go through, so none can be overtaken. Markers stay for good.
 */
public final class Prune {
    // Somebody faster makes us plan again; so often in a row means that we are not needed now.
    private static final int REPLANS = 5;

    private final Engine engine;
    private final Optional<ObjectHistory> history;
    private final BiPredicate<ModelName, SetId> verified;

    /** @param history the versions of a versioned bucket, empty for any other store */
    public Prune(Engine engine, Optional<ObjectHistory> history) {
        this(
                engine,
                history,
                (model, set) -> new VerifiedRecords(engine.repository(), engine.random())
                        .last(model, set)
                        .filter(last -> last.percent() == 100)
                        .isPresent());
    }

    /** @param verified whether a set was verified by reading */
    Prune(Engine engine, Optional<ObjectHistory> history, BiPredicate<ModelName, SetId> verified) {
        this.engine = engine;
        this.history = history;
        this.verified = verified;
    }

    /** What was done: the plan that was carried out, and how many objects went. */
    public record Outcome(PrunePlan plan, int setsClosed, long objectsDeleted, long bytesDeleted) {}

    /** Decides for every set of the model; changes nothing. */
    public PrunePlan plan(ModelName model, KeepRules rules) {
        SlotHints hints = engine.sets().hints(model);
        List<SetLog> logs = engine.sets().sets(model, hints).stream()
                .map(set -> engine.sets().read(model, set, hints))
                .toList();
        List<SetLog> restorable = logs.stream()
                .filter(log -> !log.isClosed() && log.latest().isPresent())
                .toList();
        var items = new ArrayList<PrunePlan.Item>();
        for (SetLog log : logs) {
            items.add(item(log, restorable, rules));
        }
        if (logs.stream().allMatch(SetLog::isClosed)) {
            new AbandonedBackup(engine, rules)
                    .item(model, next(logs))
                    .map(this::keptWhileLocked)
                    .ifPresent(items::add);
        }
        return new PrunePlan(model, items);
    }

    private SetId next(List<SetLog> logs) {
        int epoch = engine.sets().epoch();
        return logs.isEmpty() || logs.getLast().set().epoch() != epoch
                ? new SetId(epoch, 1)
                : logs.getLast().set().next();
    }

    private PrunePlan.Item keptWhileLocked(PrunePlan.Item item) {
        return item.action() == PrunePlan.Action.EXPIRE
                ? lockedUntil(item.log())
                        .map(until -> new PrunePlan.Item(
                                item.log(), PrunePlan.Action.KEEP, "locked until " + until, item.packs(), item.bytes()))
                        .orElse(item)
                : item;
    }

    private PrunePlan.Item item(SetLog log, List<SetLog> restorable, KeepRules rules) {
        List<ObjectInfo> packs = packs(log);
        long bytes = packs.stream().mapToLong(ObjectInfo::size).sum();
        if (log.isClosed()) {
            return new PrunePlan.Item(log, PrunePlan.Action.SWEEP, "closed already", packs.size(), bytes);
        }
        String keep = reasonToKeep(log, restorable, rules);
        return keep.isEmpty()
                ? new PrunePlan.Item(log, PrunePlan.Action.EXPIRE, "no rule keeps it", packs.size(), bytes)
                : new PrunePlan.Item(log, PrunePlan.Action.KEEP, keep, packs.size(), bytes);
    }

    private String reasonToKeep(SetLog log, List<SetLog> restorable, KeepRules rules) {
        int index = restorable.indexOf(log);
        if (index < 0) {
            return "nothing in it can be read; 'twinkeep verify' says more";
        }
        if (log.isDamaged()) {
            return "a slot is damaged or lost; mend it first";
        }
        if (index == restorable.size() - 1) {
            return "the newest set";
        }
        if (restorable.size() - index <= rules.sets()) {
            return "one of the " + rules.sets() + " newest sets";
        }
        if (!log.pins().isEmpty()) {
            return "pinned by " + log.pins().size() + " promotion(s)";
        }
        if (isYoung(log, rules.within())) {
            return "younger than " + rules.within();
        }
        SetId successor = restorable.get(index + 1).set();
        if (!verified.test(log.model(), successor)) {
            return "the set after it, " + successor + ", was not verified by reading";
        }
        return lockedUntil(log).map(until -> "locked until " + until).orElse("");
    }

    private boolean isYoung(SetLog log, Duration within) {
        if (within.isZero()) {
            return false;
        }
        Instant limit = engine.repository().store().now().minus(within);
        for (int slot = 0; slot < log.nextSlot(); slot++) {
            var info = engine.repository().store().find(Layout.slot(log.model(), log.set(), slot));
            if (info.isPresent() && info.get().lastModified().isAfter(limit)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Instant> lockedUntil(SetLog log) {
        if (history.isEmpty()) {
            return Optional.empty();
        }
        Instant now = engine.repository().store().now();
        try (Stream<ObjectHistory.Version> versions = history.get().versions(Layout.set(log.model(), log.set()))) {
            return versions.filter(version -> !version.marker())
                    .flatMap(version -> history.get().lockedUntil(version).stream())
                    .filter(until -> until.isAfter(now))
                    .max(Instant::compareTo);
        }
    }

    /** Plans and applies, set by set; where somebody was faster, plans again. */
    public Outcome run(ModelName model, KeepRules rules) {
        PrunePlan first = plan(model, rules);
        var tally = new Tally();
        PrunePlan plan = first;
        for (int round = 0; round < REPLANS; round++) {
            if (apply(plan, tally)) {
                return new Outcome(first, tally.closed, tally.objects, tally.bytes);
            }
            plan = plan(model, rules);
        }
        throw new Conflict("others keep adding to the sets of model " + model, "run prune again when it is quieter");
    }

    private static final class Tally {
        private int closed;
        private long objects;
        private long bytes;
    }

    /** False if somebody came first and a new plan is needed. */
    private boolean apply(PrunePlan plan, Tally tally) {
        for (PrunePlan.Item item : plan.items()) {
            switch (item.action()) {
                case KEEP -> {}
                case SWEEP -> sweep(item.log(), tally);
                case EXPIRE -> {
                    try {
                        engine.sets().close(item.log(), RunId.random(engine.random()));
                    } catch (Conflict e) {
                        return false;
                    }
                    tally.closed++;
                    sweep(engine.sets().readOn(item.log()), tally);
                }
            }
        }
        return true;
    }

    /** Buries the snapshots of a closed set, then deletes its packs. A crash in between is finished by the next prune. */
    private void sweep(SetLog log, Tally tally) {
        for (int slot = 0; slot < log.nextSlot(); slot++) {
            if (log.slots().get(slot) instanceof SlotEntry.Snapshotted) {
                engine.sets().bury(log, slot, RunId.random(engine.random()));
            }
        }
        ObjectKey set = Layout.set(log.model(), log.set());
        List.of(Layout.packs(log.model(), log.set()), Layout.setWraps(log.model(), log.set()), set.resolve("verified"))
                .forEach(folder -> deleteAll(folder, tally));
        history.ifPresent(versions -> deleteOldVersions(versions, set, tally));
    }

    private List<ObjectInfo> packs(SetLog log) {
        try (Stream<ObjectInfo> packs = engine.repository().store().list(Layout.packs(log.model(), log.set()))) {
            return packs.toList();
        }
    }

    private void deleteAll(ObjectKey folder, Tally tally) {
        ObjectStore store = engine.repository().store();
        List<ObjectInfo> objects;
        try (Stream<ObjectInfo> listed = store.list(folder)) {
            objects = listed.toList();
        }
        for (ObjectInfo object : objects) {
            store.delete(object.key());
            tally.objects++;
            tally.bytes += object.size();
        }
    }

    /** In a versioned bucket deleting only hides: what is hidden goes version by version, but the markers in the slots. */
    private static void deleteOldVersions(ObjectHistory history, ObjectKey set, Tally tally) {
        List<ObjectHistory.Version> versions;
        try (Stream<ObjectHistory.Version> listed = history.versions(set)) {
            versions = listed.toList();
        }
        for (ObjectHistory.Version version : versions) {
            boolean slotMarker = version.latest() && version.key().value().startsWith(set + "/slots/");
            if (!slotMarker) {
                history.delete(version);
                tally.objects++;
            }
        }
    }
}
