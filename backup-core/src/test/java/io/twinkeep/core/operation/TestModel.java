package io.twinkeep.core.operation;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.Verified;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A repository on a given store, and orders to it in one word each. */
final class TestModel {
    static final ModelName MODEL = new ModelName("z-image-turbo");
    static final SecureRandom RANDOM = new SecureRandom();

    // The heap holds what other tests left in it: no small backup shall think that it is its own garbage, and collect
    // it.
    private static final Limits LIMITS = Limits.ofThreads(2).withMemory(1 << 30);

    private final List<KeyFile> keys;
    private final ObjectStore store;
    private final RepositoryId id;

    private boolean mayShrink;

    private TestModel(ObjectStore store, List<KeyFile> keys, RepositoryId id) {
        this.store = store;
        this.keys = keys;
        this.id = id;
    }

    static TestModel createOn(ObjectStore store) {
        return createOn(store, 0);
    }

    static TestModel createOn(ObjectStore store, int lockDays) {
        var config = new RepositoryConfig(
                RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, lockDays);
        var key = KeyFile.generate(config.id(), RANDOM);
        Repository.create(store, config, key, "test", RANDOM);
        return new TestModel(store, List.of(key), config.id());
    }

    TestModel on(ObjectStore other) {
        return new TestModel(other, keys, id);
    }

    /** The same repository, opened with other keys. */
    TestModel with(KeyFile... others) {
        return new TestModel(store, List.of(others), id);
    }

    /** An empty mirror with an identity of its own, opened with the same key. */
    TestModel mirrorOn(ObjectStore other) {
        var config = new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        Repository.createMirror(other, config);
        return new TestModel(other, keys, config.id());
    }

    Replicate.Outcome replicateTo(TestModel mirror) {
        return new Replicate(
                        Repository.openWithoutKey(store),
                        Repository.openWithoutKey(mirror.store),
                        RANDOM,
                        Limits.ofThreads(2),
                        Progress.NONE)
                .run(List.of());
    }

    Prune.Outcome prune(int keepSets) {
        return new Prune(engine(), Optional.empty()).run(MODEL, new KeepRules(keepSets, Duration.ZERO));
    }

    Engine engine() {
        return engine(Progress.NONE);
    }

    Engine engine(Progress progress) {
        return Engine.on(
                Repository.open(store, keys), Codecs::create, RANDOM, InstantSource.system(), LIMITS, progress);
    }

    Backup.Outcome backup(Path dir) {
        return backup(dir, false);
    }

    Backup.Outcome backup(Path dir, boolean full) {
        try (SourceTree source = FileTrees.source(dir.toString(), VfsSettings.DEFAULT)) {
            return new Backup(engine())
                    .run(source, new Backup.Order(MODEL, full, new TreeMap<>(), PathFilter.ALL, mayShrink));
        }
    }

    /** Lifts the guard against vanished files. */
    TestModel mayShrink() {
        mayShrink = true;
        return this;
    }

    /** Every set is on record as read completely. */
    void verify() {
        var records = new VerifiedRecords(engine().repository(), RANDOM);
        for (SetId set : engine().sets().sets(MODEL)) {
            if (!engine().sets().read(MODEL, set).isClosed()) {
                records.add(MODEL, new Verified(set, 0, 100, store.now()));
            }
        }
    }

    Restore.Outcome restore(Path dir) {
        return restore(dir, new VersionSelector.Latest());
    }

    Restore.Outcome restore(Path dir, VersionSelector version) {
        try (TargetTree target = FileTrees.target(dir.toString(), VfsSettings.DEFAULT)) {
            return new Restore(engine()).run(target, new Restore.Order(MODEL, version, PathFilter.ALL, true, false));
        }
    }

    RepositoryId id() {
        return id;
    }

    ObjectStore store() {
        return store;
    }

    KeyFile key() {
        return keys.getFirst();
    }

    static String digest(Path dir) {
        try (SourceTree source = FileTrees.source(dir.toString(), VfsSettings.DEFAULT)) {
            return LocalState.read(source, 2, Progress.NONE).version().toString();
        }
    }
}
