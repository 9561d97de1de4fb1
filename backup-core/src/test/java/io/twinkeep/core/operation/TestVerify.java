package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whole stores in one word: copied, mirrored, listed; and verifications of them. */
final class TestVerify {
    private static final List<ObjectKey> FOLDERS = List.of(
            Layout.KEYS,
            Layout.MODELS,
            new ObjectKey("epochs"),
            Layout.OUTPUTS,
            Layout.RECORDS,
            new ObjectKey("verified"));
    private static final int MAX_OBJECT = 64 << 20;

    private TestVerify() {}

    static List<ObjectKey> keys(ObjectStore store) {
        Stream<ObjectKey> top = Stream.of(Layout.REPOSITORY, Layout.REPOSITORY_COPY)
                .filter(key -> store.find(key).isPresent());
        return Stream.concat(top, FOLDERS.stream().flatMap(folder -> below(store, folder).stream()))
                .toList();
    }

    static List<ObjectKey> below(ObjectStore store, ObjectKey folder) {
        try (Stream<ObjectInfo> objects = store.list(folder)) {
            return objects.map(ObjectInfo::key).toList();
        }
    }

    static byte[] bytes(ObjectStore store, ObjectKey key) {
        return store.get(key, MAX_OBJECT);
    }

    static MemoryObjectStore copy(ObjectStore store) {
        var copy = new MemoryObjectStore();
        keys(store).forEach(key -> copy.put(key, ObjectBody.of(bytes(store, key))));
        return copy;
    }

    /** A mirror as replication makes it: an identity of its own, wraps, packs, and snapshots in its own next slots. */
    static Repository mirror(TestModel model, ObjectStore store) {
        var mirrored = new MemoryObjectStore();
        var config = new RepositoryConfig(
                RepositoryId.random(TestModel.RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        Repository.createMirror(mirrored, config);
        keys(store).stream()
                .filter(key -> key.value().matches("keys/.*|models/[^/]+/[^/]+/(packs|keys)/.*"))
                .forEach(key -> mirrored.put(key, ObjectBody.of(bytes(store, key))));
        var mirror =
                new Repository(mirrored, config, model.engine().repository().keys());
        var to = new SetStore(mirror, TestModel.RANDOM);
        var from = model.engine().sets();
        for (ModelName name : from.models()) {
            for (SetId set : from.sets(name)) {
                for (SnapshotHeader snapshot : from.read(name, set).snapshots()) {
                    to.commitCopy(to.read(name, set), snapshot);
                }
            }
        }
        return Repository.openWithoutKey(mirrored);
    }

    static Verify.Outcome verify(TestModel model, int percent) {
        return run(model, percent, Optional.empty());
    }

    static Verify.Outcome repair(TestModel model, int percent, Repository mirror) {
        return run(model, percent, Optional.of(mirror));
    }

    private static Verify.Outcome run(TestModel model, int percent, Optional<Repository> mirror) {
        return new Verify(model.engine())
                .run(new Verify.Order(Optional.empty(), percent, mirror, List.of(model.key())));
    }
}
