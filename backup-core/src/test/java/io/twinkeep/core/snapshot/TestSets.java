package io.twinkeep.core.snapshot;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A repository on a given store, and drafts of snapshots whose packs nobody reads. */
final class TestSets {
    static final ModelName MODEL = new ModelName("z-image-turbo");
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    final SplittableRandom random;
    final Repository repository;
    final SetStore sets;

    private TestSets(SplittableRandom random, Repository repository) {
        this.random = random;
        this.repository = repository;
        sets = new SetStore(repository, random);
    }

    static TestSets create(ObjectStore store, long seed) {
        var random = new SplittableRandom(seed);
        RepositoryConfig config = config(random);
        KeyFile key = KeyFile.generate(config.id(), random);
        return new TestSets(random, Repository.create(store, config, key, "test", random));
    }

    /** Another repository with the same data keys. */
    TestSets mirror(ObjectStore store) {
        Repository mirror = Repository.createMirror(store, config(random));
        return new TestSets(random.split(), new Repository(store, mirror.config(), repository.keys()));
    }

    /** The same repository seen through another store. */
    TestSets through(ObjectStore store) {
        return new TestSets(random.split(), new Repository(store, repository.config(), repository.keys()));
    }

    private static RepositoryConfig config(SplittableRandom random) {
        return new RepositoryConfig(RepositoryId.random(random), NOW, RepositoryConfig.Writers.MANY, 0);
    }

    SetStore.Draft draft() {
        PackId pack = PackId.random(random);
        Sha256 digest = Sha256.of(pack.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var body = new SnapshotBody(
                new VersionDigest(digest),
                3,
                1L << 40,
                new TreeMap<>(java.util.Map.of("note", "größer", "by", "test")),
                List.of(new StoredChunk(digest, 1000, pack, 61, 1017, null)));
        var packs = List.of(new PackRef(pack, 5000, random.nextLong()));
        return new SetStore.Draft(RunId.random(random), repository.keys().newest(), NOW.plusMillis(5), packs, body);
    }
}
