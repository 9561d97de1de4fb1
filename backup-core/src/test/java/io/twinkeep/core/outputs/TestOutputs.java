package io.twinkeep.core.outputs;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/** Outputs in one word each. */
public final class TestOutputs {
    public static final LocalDate DAY = LocalDate.of(2026, 11, 28);
    public static final Instant MODIFIED = Instant.parse("2026-11-28T09:30:00.123456789Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    private TestOutputs() {}

    static Repository repository(ObjectStore store) {
        var config = new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        return Repository.create(store, config, KeyFile.generate(config.id(), RANDOM), "test", RANDOM);
    }

    static Repository on(Repository repository, ObjectStore store) {
        return new Repository(store, repository.config(), repository.keys());
    }

    public static Output.Description png(String path) {
        return new Output.Description(FilePath.of(path), "image/png", MODIFIED);
    }

    public static OutputStore.Stored put(Repository repository, LocalDate day, String path, byte[] bytes) {
        return store(repository).put(day, png(path), source(bytes));
    }

    public static OutputStore store(Repository repository) {
        return new OutputStore(repository, RANDOM);
    }

    static OutputSource source(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    static byte[] bytes(Repository repository, Output output) {
        var out = new ByteArrayOutputStream();
        store(repository).copy(output, out::writeBytes);
        return out.toByteArray();
    }

    static List<Output> all(Repository repository, io.twinkeep.core.repository.Days days) {
        var store = store(repository);
        try (var objects = store.list(days)) {
            return objects.map(store::output).toList();
        }
    }

    public static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
