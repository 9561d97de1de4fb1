package io.twinkeep.core.operation;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.explore.Access;
import io.twinkeep.core.operation.explore.Actor;
import io.twinkeep.core.operation.explore.Footprint;
import io.twinkeep.core.operation.explore.Stage;
import io.twinkeep.core.operation.explore.World;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.VersionDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A repository and its mirror in memory, and the people who use them all at once. The origin is store 0, the mirror
 * store 1. Every actor is the production operation with one thread, a key and an exact clock.
 */
final class SmallWorld {
    static final ModelName MODEL = new ModelName("m");
    static final int ORIGIN = 0;
    static final int MIRROR = 1;

    // An exploration fills the heap on purpose: no backup shall think that it does, and have it collected each time.
    private static final Limits LIMITS = new Limits(1, 1, 1, 100, Duration.ZERO).withMemory(Long.MAX_VALUE >> 8);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RandomGenerator random = new SplittableRandom(42);
    private final DataKey key = DataKey.create(RepositoryId.random(random), 1, random);
    private final List<RepositoryConfig> configs = List.of(config(), config());
    private final List<MemoryObjectStore> stores =
            List.of(new MemoryObjectStore(() -> NOW), new MemoryObjectStore(() -> NOW));
    private final List<Actor> actors = new ArrayList<>();
    private final Set<SetId> lostSets = new HashSet<>();
    private Backup.Outcome lastBefore;
    private boolean hasLosses;
    private boolean blind;
    private int sets = 1;

    {
        for (int i = 0; i < stores.size(); i++) {
            Repository.createMirror(stores.get(i), configs.get(i)).keepCopy();
        }
        repository(stores.get(MIRROR), MIRROR).keepConfigOf(repository(stores.get(ORIGIN), ORIGIN));
    }

    /** What an actor was promised, told at the moment of the promise. */
    sealed interface Told {
        /** A writer starts: it wants to commit this version. */
        record Wants(VersionDigest version, boolean full) implements Told {}

        record BackedUp(VersionDigest version, int set, int slot) implements Told {}

        record Pinned(int store, int set, PromotionId promotion) implements Told {}

        /** From now on the pin may be gone. */
        record Releasing(int store, PromotionId promotion) implements Told {}

        record Replicated(int snapshots, List<String> problems) implements Told {}
    }

    /** Something wrong that is put between an actor and a store. */
    interface Defect extends BiFunction<ObjectStore, SmallWorld, ObjectStore> {
        Defect NONE = (store, world) -> store;
    }

    private RepositoryConfig config() {
        return new RepositoryConfig(RepositoryId.random(random), NOW, RepositoryConfig.Writers.MANY, 0);
    }

    // ---- what is there before anybody acts

    SmallWorld full(String text) {
        return before(text, true);
    }

    SmallWorld incremental(String text) {
        return before(text, false);
    }

    private SmallWorld before(String text, boolean full) {
        var outcome = new Backup(engine(stores.get(ORIGIN), ORIGIN, random)).run(new OneFile(text), order(full));
        sets = Math.max(sets, outcome.set().number());
        lastBefore = outcome;
        return this;
    }

    /** The origin has lost this slot. */
    SmallWorld lost(int set, int slot) {
        SetId id = new SetId(1, set);
        stores.get(ORIGIN).delete(Layout.slot(MODEL, id, slot));
        hasLosses = true;
        if (engine(stores.get(ORIGIN), ORIGIN, random).sets().hints(MODEL).isListed(id)) {
            return this;
        }
        lostSets.add(id);
        return this;
    }

    /** A first backup that was killed right before its commit. */
    SmallWorld abandoned(String text) {
        full(text);
        stores.get(ORIGIN).delete(Layout.slot(MODEL, SetId.FIRST, 0));
        lastBefore = null;
        // The marker of a prune may take a number of its own before each full backup.
        sets = 3;
        return this;
    }

    /**
     * Listings of a model show nothing from now on, which is the worst that they can do. What they show truly makes no
     * difference where nothing is lost; that is explored in worlds which are small enough for it.
     */
    SmallWorld blind() {
        blind = true;
        return this;
    }

    boolean hasLosses() {
        return hasLosses;
    }

    boolean isLost(int set) {
        return lostSets.contains(new SetId(1, set));
    }

    /** Whether this slot comes after all that was there before anybody acts. */
    boolean isNew(int set, int slot) {
        return lastBefore == null
                || set > lastBefore.set().number()
                || set == lastBefore.set().number() && slot > lastBefore.slot();
    }

    SmallWorld replicated() {
        replicate(stores.get(ORIGIN), stores.get(MIRROR), random);
        return this;
    }

    SmallWorld pinned(String text, int promotion) {
        var engine = engine(stores.get(ORIGIN), ORIGIN, random);
        new Pins(engine).pin(MODEL, digest(text), promotion(promotion));
        return this;
    }

    // ---- who acts

    SmallWorld writer(String text) {
        return writer(text, false, Defect.NONE);
    }

    /** A full backup: an incremental into the open set, then a set of its own. */
    SmallWorld fullWriter(String text) {
        sets++;
        return writer(text, true, Defect.NONE);
    }

    SmallWorld writer(String text, boolean full, Defect defect) {
        return actor(full ? "full backup of " + text : "backup of " + text, writes(), stage -> {
            var engine = engine(defect.apply(stage.store(ORIGIN), this), ORIGIN, stage.random());
            stage.tell(new Told.Wants(version(text), full));
            var outcome = new Backup(engine).run(new OneFile(text), order(full));
            stage.tell(new Told.BackedUp(outcome.version(), outcome.set().number(), outcome.slot()));
        });
    }

    SmallWorld prune(int store) {
        return prune(store, Defect.NONE);
    }

    SmallWorld prune(int store, Defect defect) {
        return actor("prune of " + name(store), prunes(store), stage -> {
            var engine = engine(new Unplanned(defect.apply(stage.store(store), this)), store, stage.random());
            new Prune(engine, Optional.empty(), (model, set) -> true).run(MODEL, new KeepRules(1, Duration.ZERO));
        });
    }

    /** A prune that takes every backup that was not ended for an abandoned one, however young. */
    SmallWorld pruneOfAbandoned() {
        return pruneOfAbandoned(Defect.NONE);
    }

    SmallWorld pruneOfAbandoned(Defect defect) {
        Footprints footprint = world -> new Footprint()
                .with(ORIGIN, world.someSets(), Access.START, Access.APPEND, Access.BURY, Access.DELETE_PACK);
        return actor("prune of what is abandoned", footprint, stage -> {
            var engine = engine(defect.apply(stage.store(ORIGIN), this), ORIGIN, stage.random());
            new Prune(engine, Optional.empty(), (model, set) -> true)
                    .run(MODEL, new KeepRules(1, Duration.ZERO, Duration.ZERO));
        });
    }

    SmallWorld pin(int store, String text, int promotion) {
        return pin(store, text, promotion, Defect.NONE);
    }

    SmallWorld pin(int store, String text, int promotion, Defect defect) {
        return actor("pin in " + name(store), marks(store), stage -> {
            var engine = engine(defect.apply(stage.store(store), this), store, stage.random());
            var committed = new Pins(engine).pin(MODEL, digest(text), promotion(promotion));
            stage.tell(new Told.Pinned(store, committed.set().number(), promotion(promotion)));
        });
    }

    SmallWorld release(int store, String text, int promotion) {
        return actor("release in " + name(store), marks(store), stage -> {
            var engine = engine(stage.store(store), store, stage.random());
            stage.tell(new Told.Releasing(store, promotion(promotion)));
            new Pins(engine).release(MODEL, promotion(promotion));
        });
    }

    SmallWorld replicator() {
        return replicator(Defect.NONE, Defect.NONE);
    }

    SmallWorld replicator(Defect source, Defect mirror) {
        return actor("replication", copies(), stage -> {
            var outcome = replicate(
                    source.apply(stage.store(ORIGIN), this), mirror.apply(stage.store(MIRROR), this), stage.random());
            stage.tell(new Told.Replicated(outcome.snapshots(), outcome.problems()));
        });
    }

    World world(int lostAnswers, SmallWorldRules.Rule... without) {
        var rules = new SmallWorldRules(this, Set.of(without));
        return new World(List.of(content(ORIGIN), content(MIRROR)), finished(), rules, lostAnswers);
    }

    // ---- helpers

    /** Footprints are made last, when it is known how many sets there can be. */
    private interface Footprints {
        Footprint of(SmallWorld world);
    }

    private final List<Footprints> footprints = new ArrayList<>();

    private SmallWorld actor(String name, Footprints footprint, java.util.function.Consumer<Stage> script) {
        actors.add(new Actor((char) ('A' + actors.size()) + " (" + name + ")", null, script));
        footprints.add(footprint);
        return this;
    }

    private List<Actor> finished() {
        var finished = new ArrayList<Actor>();
        for (int i = 0; i < actors.size(); i++) {
            Actor actor = actors.get(i);
            finished.add(new Actor(actor.name(), footprints.get(i).of(this), actor.script()));
        }
        return finished;
    }

    private static Footprints writes() {
        return world -> new Footprint().with(ORIGIN, world.someSets(), Access.START, Access.APPEND, Access.STORE_PACK);
    }

    private static Footprints prunes(int store) {
        // The newest set is never pruned: that one is left out is checked by every step.
        return world -> new Footprint()
                .with(
                        store,
                        world.someSets().subList(0, world.sets - 1),
                        Access.APPEND,
                        Access.BURY,
                        Access.DELETE_PACK);
    }

    private static Footprints copies() {
        return world -> new Footprint().with(MIRROR, world.someSets(), Access.START, Access.APPEND, Access.STORE_PACK);
    }

    private static Footprints marks(int store) {
        return world -> new Footprint().with(store, world.someSets(), Access.APPEND);
    }

    private List<Integer> someSets() {
        return java.util.stream.IntStream.rangeClosed(1, sets).boxed().toList();
    }

    private Map<ObjectKey, byte[]> content(int store) {
        var content = new TreeMap<ObjectKey, byte[]>();
        try (Stream<ObjectInfo> objects = stores.get(store).list(Layout.MODELS)) {
            objects.forEach(
                    object -> content.put(object.key(), stores.get(store).get(object.key(), Integer.MAX_VALUE)));
        }
        return content;
    }

    private Engine engine(ObjectStore store, int index, RandomGenerator numbers) {
        return Engine.on(
                repository(store, index), Codecs::create, numbers, InstantSource.fixed(NOW), LIMITS, Progress.NONE);
    }

    Repository repository(ObjectStore store, int index) {
        return new Repository(
                new Configured(store, stores.get(index), blind), configs.get(index), new KeyRing(List.of(key)));
    }

    private Replicate.Outcome replicate(ObjectStore from, ObjectStore to, RandomGenerator numbers) {
        var source = new Repository(
                new Configured(from, stores.get(ORIGIN), blind), configs.get(ORIGIN), new KeyRing(List.of()));
        var mirror = new Repository(
                new Configured(to, stores.get(MIRROR), blind), configs.get(MIRROR), new KeyRing(List.of()));
        return new Replicate(source, mirror, numbers, LIMITS, Progress.NONE).run(List.of(MODEL));
    }

    /** A log of any store, read and written in one step by a defect that needs to. */
    SetStore sets(ObjectStore store, int index) {
        return new SetStore(repository(store, index), new SplittableRandom(4711));
    }

    static VersionDigest version(String text) {
        return LocalState.read(new OneFile(text), 1, Progress.NONE).version();
    }

    private static VersionSelector digest(String text) {
        return new VersionSelector.Digest(version(text).toString());
    }

    static PromotionId promotion(int number) {
        return new PromotionId(new Token(number, number));
    }

    private static Backup.Order order(boolean full) {
        return new Backup.Order(MODEL, full, new TreeMap<>(), PathFilter.ALL, true);
    }

    private static String name(int store) {
        return store == ORIGIN ? "origin" : "mirror";
    }

    /**
     * The repository's config never changes, and outputs and records there are none: looking at them is no step of the
     * exploration. And see {@link #blind}.
     */
    private static final class Configured extends ForwardingObjectStore {
        private final ObjectStore configs;
        private final boolean blind;

        Configured(ObjectStore store, ObjectStore configs, boolean blind) {
            super(store);
            this.configs = configs;
            this.blind = blind;
        }

        private static boolean isConfig(ObjectKey key) {
            return key.equals(Layout.REPOSITORY)
                    || key.equals(Layout.REPOSITORY_COPY)
                    || key.value().startsWith("origins/");
        }

        @Override
        public Optional<ObjectInfo> find(ObjectKey key) {
            return isConfig(key) ? configs.find(key) : super.find(key);
        }

        @Override
        public byte[] get(ObjectKey key, int limit) {
            return isConfig(key) ? configs.get(key, limit) : super.get(key, limit);
        }

        @Override
        public Stream<ObjectInfo> list(ObjectKey folder) {
            if (folder.equals(Layout.OUTPUTS) || folder.equals(Layout.RECORDS)) {
                return configs.list(folder);
            }
            return blind && folder.equals(Layout.model(MODEL)) ? Stream.empty() : super.list(folder);
        }
    }

    /**
     * A plan lists packs to tell people what it would free. That listing decides nothing, so it is answered empty here
     * and saves the exploration from telling apart what makes no difference. A plan starts with the look for epochs.
     */
    private static final class Unplanned extends ForwardingObjectStore {
        private final Set<ObjectKey> planned = new HashSet<>();

        Unplanned(ObjectStore store) {
            super(store);
        }

        @Override
        public Optional<ObjectInfo> find(ObjectKey key) {
            if (key.equals(Layout.epoch(2))) {
                planned.clear();
            }
            return super.find(key);
        }

        @Override
        public Stream<ObjectInfo> list(ObjectKey folder) {
            boolean toPlan = folder.name().equals("packs") && planned.add(folder);
            return toPlan ? Stream.empty() : super.list(folder);
        }
    }
}
