package io.twinkeep.core.crypto;

import io.twinkeep.core.codec.BenchCase;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes digested each nanosecond, which is GB/s: a file's SHA-256, and a chunk's digest under its key. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestBench {
    private static final int CHUNK = 4 << 20;

    private final byte[] bytes = BenchCase.BF16.sample(1).raw();
    private final SplittableRandom random = new SplittableRandom(1);
    private final ChunkDigests digests = new ChunkDigests(DataKey.create(RepositoryId.random(random), 1, random));

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public Sha256 sha256() {
        return Sha256.of(bytes);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public Sha256 chunkDigest() {
        return digests.of(bytes);
    }
}
