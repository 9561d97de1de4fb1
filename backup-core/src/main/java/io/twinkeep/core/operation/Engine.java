package io.twinkeep.core.operation;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.Snapshots;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What every operation works with: an opened repository, codecs, randomness, the local clock, limits and progress. */
public record Engine(
        Repository repository,
        SetStore sets,
        Snapshots snapshots,
        Supplier<ChunkCodec> codecs,
        RandomGenerator random,
        InstantSource clock,
        Limits limits,
        Progress progress) {
    /** @param random must be cryptographically strong and thread-safe */
    public static Engine on(
            Repository repository,
            Supplier<ChunkCodec> codecs,
            RandomGenerator random,
            InstantSource clock,
            Limits limits,
            Progress progress) {
        var sets = new SetStore(repository, random);
        return new Engine(
                repository, sets, new Snapshots(repository, sets, codecs), codecs, random, clock, limits, progress);
    }
}
