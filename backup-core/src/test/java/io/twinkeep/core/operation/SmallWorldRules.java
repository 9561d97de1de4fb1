package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.operation.explore.Ended;
import io.twinkeep.core.operation.explore.Rules;
import io.twinkeep.core.operation.explore.View;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.VersionDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is promised of sets, checked in every state; any of it can be left out to look for the next violation. */
final class SmallWorldRules implements Rules {
    /** The promises. */
    enum Rule {
        /** Wherever a slot holds a snapshot, all packs that it needs are there with the right bytes. */
        RESTORABLE,
        /** Slots fill in order, nothing follows a closed marker, and only a closed set's snapshots are overwritten. */
        LOG,
        /** An acknowledged pin that nobody began to release lies in an open set. */
        PINNED,
        /** An acknowledged backup is where its writer was told, until a prune closes its set later. */
        ACKNOWLEDGED,
        /** The newest set is never closed. */
        NEWEST,
        /** A mirror's open set holds the first snapshots of the origin's set, in order and without a hole. */
        MIRRORED,
        /** Set numbers start at 1 and have no hole but what is lost, for that is how readers find the last set. */
        FOUND,
        /** An acknowledged backup comes after everything that was there before: it is the newest. */
        AFTER,
        /** A lost race means that nothing was committed; replication claims what is there and reports no damage. */
        REPORTED,
        /** Nothing ends but well, or with a failure that a race can cause. */
        SORTED
    }

    private static final Set<String> RACES = Set.of("Conflict", "Missing", "OutcomeUnknown");

    private record Stored(int store, ObjectKey key, int value) {}

    private final SmallWorld world;
    private final Set<Rule> without;
    private final Map<Stored, SlotEntry> entries = new HashMap<>();
    private final Map<Stored, VersionDigest> versions = new HashMap<>();

    SmallWorldRules(SmallWorld world, Set<Rule> without) {
        this.world = world;
        this.without = without;
    }

    /** A repository in some state, taken apart: slots by set, and everything by key. */
    private record Held(int store, Map<Integer, TreeMap<Integer, SlotEntry>> sets, Map<ObjectKey, Integer> objects) {
        boolean isClosed(int set) {
            return sets.getOrDefault(set, new TreeMap<>()).values().stream()
                    .anyMatch(SlotEntry.Closed.class::isInstance);
        }
    }

    private Held held(View view, int store) {
        Map<ObjectKey, Integer> objects = view.content(store);
        var sets = new TreeMap<Integer, TreeMap<Integer, SlotEntry>>();
        objects.forEach((key, value) -> {
            String[] parts = key.value().split("/");
            if (parts[3].equals("slots")) {
                sets.computeIfAbsent(SetId.parse(parts[2]).number(), set -> new TreeMap<>())
                        .put(Integer.parseInt(parts[4]), entry(view, new Stored(store, key, value)));
            }
        });
        return new Held(store, sets, objects);
    }

    private SlotEntry entry(View view, Stored stored) {
        return entries.computeIfAbsent(stored, s -> {
            var alone = new MemoryObjectStore();
            alone.put(s.key(), ObjectBody.of(view.bytes(s.value())));
            String[] parts = s.key().value().split("/");
            return world.sets(alone, s.store())
                    .slot(SmallWorld.MODEL, SetId.parse(parts[2]), Integer.parseInt(parts[4]))
                    .orElseThrow();
        });
    }

    private VersionDigest version(View view, Held held, int set, int slot) {
        ObjectKey key = slotKey(set, slot);
        var stored = new Stored(held.store(), key, held.objects().get(key));
        return versions.computeIfAbsent(stored, s -> {
            var header = ((SlotEntry.Snapshotted) entry(view, s)).header();
            return world.sets(new MemoryObjectStore(), s.store()).body(header).version();
        });
    }

    private static ObjectKey slotKey(int set, int slot) {
        return Layout.slot(SmallWorld.MODEL, new SetId(1, set), slot);
    }

    @Override
    public Optional<String> broken(View view) {
        var problems = new ArrayList<String>();
        Held origin = held(view, SmallWorld.ORIGIN);
        Held mirror = held(view, SmallWorld.MIRROR);
        for (Held held : List.of(origin, mirror)) {
            add(Rule.RESTORABLE, problems, restorable(view, held));
            add(Rule.NEWEST, problems, newest(held));
            add(Rule.FOUND, problems, found(held));
        }
        add(Rule.MIRRORED, problems, mirrored(origin, mirror));
        for (int actor = 0; actor < view.actors(); actor++) {
            for (Object event : view.events(actor)) {
                check(view, actor, event, origin, mirror, problems);
            }
        }
        return problems.stream().findFirst();
    }

    private void check(View view, int actor, Object event, Held origin, Held mirror, List<String> problems) {
        String who = view.name(actor) + " ";
        switch (event) {
            case SmallWorld.Told.BackedUp backed -> {
                add(
                        Rule.ACKNOWLEDGED,
                        problems,
                        acknowledged(view, origin, backed).map(who::concat));
                add(Rule.AFTER, problems, after(backed).map(who::concat));
            }
            case SmallWorld.Told.Pinned pinned ->
                add(
                        Rule.PINNED,
                        problems,
                        pinned(view, pinned.store() == SmallWorld.ORIGIN ? origin : mirror, pinned)
                                .map(who::concat));
            case SmallWorld.Told.Replicated replicated ->
                add(Rule.REPORTED, problems, reported(mirror, replicated).map(who::concat));
            case SmallWorld.Told.Wants wants ->
                add(Rule.REPORTED, problems, lost(view, actor, origin, wants).map(who::concat));
            case Ended.Failed failed ->
                add(
                        Rule.SORTED,
                        problems,
                        RACES.contains(failed.failure())
                                        || world.hasLosses() && failed.failure().equals("Corrupt")
                                ? Optional.empty()
                                : Optional.of(who + "ended with " + failed.failure() + ": " + failed.message()));
            default -> {}
        }
    }

    private void add(Rule rule, List<String> problems, Optional<String> problem) {
        if (!without.contains(rule)) {
            problem.map(text -> rule + ": " + text).ifPresent(problems::add);
        }
    }

    private Optional<String> restorable(View view, Held held) {
        for (var set : held.sets().entrySet()) {
            for (var slot : set.getValue().entrySet()) {
                if (slot.getValue() instanceof SlotEntry.Snapshotted snapshot) {
                    for (PackRef pack : snapshot.header().packs()) {
                        Integer there = held.objects()
                                .get(Layout.pack(SmallWorld.MODEL, new SetId(1, set.getKey()), pack.id()));
                        if (there == null || !pack.matches(view.bytes(there))) {
                            return Optional.of("the snapshot in slot " + slot.getKey() + " of set " + set.getKey()
                                    + " of store " + held.store() + " can't be restored: pack " + pack.id()
                                    + " is gone");
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> newest(Held held) {
        return held.sets().entrySet().stream()
                .filter(set -> !isPlaceholder(set.getValue()))
                .map(Map.Entry::getKey)
                .max(Integer::compare)
                .filter(held::isClosed)
                .map(set -> "the newest set of store " + held.store() + ", " + set + ", is closed");
    }

    /** A closed marker alone stands for an abandoned backup; in a mirror for a set that was over before any of it arrived. */
    private static boolean isPlaceholder(TreeMap<Integer, SlotEntry> log) {
        return log.size() == 1 && log.get(0) instanceof SlotEntry.Closed;
    }

    private Optional<String> found(Held held) {
        int expected = 1;
        for (int set : held.sets().keySet()) {
            while (held.store() == SmallWorld.ORIGIN && expected < set && world.isLost(expected)) {
                expected++;
            }
            if (set != expected++) {
                return Optional.of("set " + set + " of store " + held.store() + " is found by nobody: there is a hole"
                        + " in front of it");
            }
        }
        return Optional.empty();
    }

    /** The slots that hold or held snapshots: before a set's own closed marker, the others stand for buried ones. */
    private static List<Integer> snapshotSlots(TreeMap<Integer, SlotEntry> log) {
        var slots = new ArrayList<Integer>();
        log.forEach((slot, entry) -> {
            if (entry instanceof SlotEntry.Snapshotted || entry instanceof SlotEntry.Closed && slot < log.lastKey()) {
                slots.add(slot);
            }
        });
        return slots;
    }

    private static Optional<String> mirrored(Held origin, Held mirror) {
        for (var set : mirror.sets().entrySet()) {
            if (mirror.isClosed(set.getKey())) {
                continue;
            }
            var carried = new ArrayList<Integer>();
            set.getValue().values().forEach(entry -> {
                if (entry instanceof SlotEntry.Snapshotted snapshot) {
                    carried.add(snapshot.header().origin().slot());
                }
            });
            List<Integer> made = snapshotSlots(origin.sets().getOrDefault(set.getKey(), new TreeMap<>()));
            if (carried.size() > made.size() || !made.subList(0, carried.size()).equals(carried)) {
                return Optional.of("the mirror's set " + set.getKey() + " holds the origin's snapshots " + carried
                        + ", the origin made " + made);
            }
        }
        return Optional.empty();
    }

    private Optional<String> acknowledged(View view, Held origin, SmallWorld.Told.BackedUp backed) {
        TreeMap<Integer, SlotEntry> log = origin.sets().getOrDefault(backed.set(), new TreeMap<>());
        SlotEntry entry = log.get(backed.slot());
        String promise = "was told that its snapshot is in slot " + backed.slot() + " of set " + backed.set();
        if (origin.isClosed(backed.set())) {
            boolean before =
                    log.tailMap(backed.slot(), false).values().stream().anyMatch(SlotEntry.Closed.class::isInstance);
            return before ? Optional.empty() : Optional.of(promise + ", which is not in front of a closed marker");
        }
        return entry instanceof SlotEntry.Snapshotted
                        && version(view, origin, backed.set(), backed.slot()).equals(backed.version())
                ? Optional.empty()
                : Optional.of(promise + ", where it is not");
    }

    private Optional<String> after(SmallWorld.Told.BackedUp backed) {
        return world.isNew(backed.set(), backed.slot())
                ? Optional.empty()
                : Optional.of("was told that its snapshot is in slot " + backed.slot() + " of set " + backed.set()
                        + ", and an older one comes after it");
    }

    private static Optional<String> pinned(View view, Held held, SmallWorld.Told.Pinned pinned) {
        for (int actor = 0; actor < view.actors(); actor++) {
            if (view.events(actor).contains(new SmallWorld.Told.Releasing(pinned.store(), pinned.promotion()))) {
                return Optional.empty();
            }
        }
        return held.isClosed(pinned.set())
                ? Optional.of("was told that set " + pinned.set() + " is pinned, and it is closed")
                : Optional.empty();
    }

    private static Optional<String> reported(Held mirror, SmallWorld.Told.Replicated replicated) {
        if (!replicated.problems().isEmpty()) {
            return Optional.of("reports damage where there is none: " + replicated.problems());
        }
        int there = mirror.sets().values().stream()
                .mapToInt(log -> snapshotSlots(log).size())
                .sum();
        return replicated.snapshots() > there
                ? Optional.of("claims " + replicated.snapshots() + " snapshots, the mirror has " + there)
                : Optional.empty();
    }

    private Optional<String> lost(View view, int actor, Held origin, SmallWorld.Told.Wants wants) {
        boolean conflict = view.events(actor).getLast() instanceof Ended.Failed failed
                && failed.failure().equals("Conflict");
        if (!conflict || wants.full()) {
            return Optional.empty();
        }
        for (var set : origin.sets().entrySet()) {
            for (var slot : set.getValue().entrySet()) {
                if (slot.getValue() instanceof SlotEntry.Snapshotted
                        && version(view, origin, set.getKey(), slot.getKey()).equals(wants.version())) {
                    return Optional.of("was told that it lost, and its snapshot is in slot " + slot.getKey()
                            + " of set " + set.getKey());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> brokenBy(View view, Write write) {
        if (without.contains(Rule.LOG) || write.slot() < 0) {
            return Optional.empty();
        }
        Held held = held(view, write.store());
        TreeMap<Integer, SlotEntry> log = held.sets().getOrDefault(write.set(), new TreeMap<>());
        String what = "LOG: slot " + write.slot() + " of set " + write.set() + " of store " + write.store();
        if (write.before() == 0) {
            if (held.isClosed(write.set())) {
                return Optional.of(what + " is filled behind a closed marker");
            }
            boolean behindLater = log.isEmpty() && held.sets().keySet().stream().anyMatch(set -> set > write.set());
            return !behindLater && write.slot() == (log.isEmpty() ? 0 : log.lastKey() + 1)
                    ? Optional.empty()
                    : Optional.of(what + " is filled before those in front of it, or after those behind it");
        }
        return held.isClosed(write.set()) && log.get(write.slot()) instanceof SlotEntry.Snapshotted
                ? Optional.empty()
                : Optional.of(what + " is overwritten, and its set is open or it holds no snapshot");
    }
}
