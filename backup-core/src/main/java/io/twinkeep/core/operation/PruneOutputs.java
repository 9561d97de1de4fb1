package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Layout;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Deletes outputs that are older than they are to be kept, by the store's own clock; an output goes before its parts, so
 * that none is seen that can't be restored. What is locked stays. Records are never touched.
 */
public final class PruneOutputs {
    private final Engine engine;
    private final ObjectStore store;
    private final Optional<ObjectHistory> history;

    /** @param history the versions of a versioned bucket, empty for any other store */
    public PruneOutputs(Engine engine, Optional<ObjectHistory> history) {
        this.engine = engine;
        this.store = engine.repository().store();
        this.history = history;
    }

    /** What was done: the plan that was carried out, how many outputs went, and how many objects and bytes with them. */
    public record Outcome(OutputsPlan plan, int outputs, long objectsDeleted, long bytesDeleted) {}

    /** An object, or in a versioned bucket one version of it. */
    private record Thing(ObjectKey key, long size, Instant stored, Optional<ObjectHistory.Version> version) {
        static Thing of(ObjectInfo object) {
            return new Thing(object.key(), object.size(), object.lastModified(), Optional.empty());
        }

        static Thing of(ObjectHistory.Version version) {
            // A delete marker has no bytes whose age could matter.
            Instant stored = version.marker() ? Instant.MIN : version.lastModified();
            return new Thing(version.key(), version.size(), stored, Optional.of(version));
        }
    }

    private static final class Day {
        private int expired;
        private int kept;
        private int locked;
        private long bytes;
        private Instant lockedUntil = Instant.MIN;
    }

    /**
     * Decides for every output; changes nothing.
     *
     * @param keep at least a day
     */
    public OutputsPlan plan(Duration keep) {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new BadUsage("--outputs-keep must be at least a day, is " + keep);
        }
        Instant now = store.now();
        Instant before = now.minus(keep);
        var days = new TreeMap<LocalDate, Day>();
        eachOutput(Layout.OUTPUTS, group -> {
            LocalDate day = Layout.dayOf(group.output()).orElseThrow();
            count(days.computeIfAbsent(day, ignored -> new Day()), group, before, now);
        });
        var items = new ArrayList<OutputsPlan.Item>();
        days.forEach((date, day) ->
                items.add(new OutputsPlan.Item(date, day.expired, day.kept, day.bytes, reason(day, keep))));
        return new OutputsPlan(before, items);
    }

    private void count(Day day, OutputGroups.Group<Thing> group, Instant before, Instant now) {
        Optional<Instant> locked = isOld(group, before) ? lockedUntil(group, now) : Optional.empty();
        if (!isOld(group, before) || locked.isPresent()) {
            day.kept++;
            day.locked += locked.isPresent() ? 1 : 0;
            day.lockedUntil = locked.filter(day.lockedUntil::isBefore).orElse(day.lockedUntil);
            return;
        }
        day.expired++;
        day.bytes += group.objects().stream().mapToLong(Thing::size).sum();
    }

    private static String reason(Day day, Duration keep) {
        String locks = day.locked == 0 ? "" : day.locked + " locked until " + day.lockedUntil;
        if (day.expired == 0) {
            return day.locked == day.kept ? locks : "stored less than " + keep.toDays() + " days ago";
        }
        String why = "stored " + keep.toDays() + " days ago or earlier";
        return locks.isEmpty() ? why : why + "; " + locks;
    }

    private static boolean isOld(OutputGroups.Group<Thing> group, Instant before) {
        return group.objects().stream().allMatch(thing -> thing.stored().isBefore(before));
    }

    private Optional<Instant> lockedUntil(OutputGroups.Group<Thing> group, Instant now) {
        return group.objects().stream()
                .flatMap(thing -> thing.version().stream())
                .filter(version -> !version.marker())
                .flatMap(version -> history.orElseThrow().lockedUntil(version).stream())
                .filter(until -> until.isAfter(now))
                .max(Comparator.naturalOrder());
    }

    private void eachOutput(ObjectKey folder, Consumer<OutputGroups.Group<Thing>> action) {
        try (Stream<Thing> things = history.isPresent()
                ? history.get().versions(folder).map(Thing::of)
                : store.list(folder).map(Thing::of)) {
            var groups = new OutputGroups<>(things.iterator(), Thing::key);
            groups.forEachRemaining(action);
        }
    }

    /** Carries a plan out. Each output is looked at again: one that was stored again since stays. */
    public Outcome apply(OutputsPlan plan) {
        var outputs = new AtomicInteger();
        var objects = new AtomicLong();
        var bytes = new AtomicLong();
        Instant now = store.now();
        for (OutputsPlan.Item item : plan.items()) {
            if (item.expired() == 0) {
                continue;
            }
            engine.progress().begin("deleting outputs of " + item.day(), 0);
            Parallel.forEach(engine.limits().transfers(), expired(item.day(), plan.before(), now), group -> {
                delete(group);
                outputs.incrementAndGet();
                objects.addAndGet(group.objects().size());
                bytes.addAndGet(group.objects().stream().mapToLong(Thing::size).sum());
            });
        }
        return new Outcome(plan, outputs.get(), objects.get(), bytes.get());
    }

    private List<OutputGroups.Group<Thing>> expired(LocalDate day, Instant before, Instant now) {
        var expired = new ArrayList<OutputGroups.Group<Thing>>();
        eachOutput(Layout.day(Layout.OUTPUTS, day), group -> {
            if (isOld(group, before) && lockedUntil(group, now).isEmpty()) {
                expired.add(group);
            }
        });
        return expired;
    }

    private void delete(OutputGroups.Group<Thing> group) {
        List<Thing> inOrder = group.objects().stream()
                .sorted(Comparator.comparingInt(thing -> OutputKeys.partOf(thing.key())))
                .toList();
        for (Thing thing : inOrder) {
            if (thing.version().isPresent()) {
                history.orElseThrow().delete(thing.version().get());
            } else {
                store.delete(thing.key());
            }
        }
    }
}
