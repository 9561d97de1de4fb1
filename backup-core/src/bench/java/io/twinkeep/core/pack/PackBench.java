package io.twinkeep.core.pack;

import io.twinkeep.core.codec.BenchCase;
import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.tensor.ElementType;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Original bytes that go into a pack each nanosecond, which is GB/s: with their encoding, and from there on alone (seal, open,
 * decode, compare, append, end the pack).
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackBench {
    private static final int CHUNKS = 8;
    private static final int BYTES = CHUNKS * ChunkCodec.MAX_CHUNK;

    @Param({"BF16", "BF16_DRIFT_1E_5"})
    public String content;

    private final SplittableRandom random = new SplittableRandom(5);
    private final RepositoryId repository = RepositoryId.random(random);
    private final DataKey key = DataKey.create(repository, 1, random);
    private final PackOrigin origin = new PackOrigin(repository, new ModelName("bench"), SetId.FIRST, key);
    private final byte[] buffer = new byte[BYTES + PackBuilder.minimumBuffer()];
    private final ChunkCodec encoder = Codecs.create();
    private final ChunkCodec decoder = Codecs.create();
    private final PackBuilder.Scratch scratch = new PackBuilder.Scratch();
    private PackBuilder.Source source;
    private ChunkCodec encodedBefore;

    @Setup
    public void prepare() {
        BenchCase.Sample sample = BenchCase.valueOf(content).sample(3);
        Sha256 digest = new ChunkDigests(key).of(sample.raw());
        int length = sample.raw().length;
        StoredChunk base =
                sample.base() == null ? null : new StoredChunk(digest, length, PackId.random(random), 0, length, null);
        source = new PackBuilder.Source(digest, sample.raw(), length, sample.type(), base, sample.base());
        byte[] encoded = BenchCase.room();
        encodedBefore = new Replay(encoded, sample.encode(encoder, encoded));
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public SealedPack encodeAndPack() {
        return pack(encoder);
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public SealedPack packWhatIsEncoded() {
        return pack(encodedBefore);
    }

    private SealedPack pack(ChunkCodec how) {
        var builder = new PackBuilder(origin, PackId.random(random), buffer, how, decoder, scratch);
        for (int i = 0; i < CHUNKS; i++) {
            builder.add(source);
        }
        return builder.seal();
    }

    /** Gives what the one chunk was encoded to, for the price of copying it. */
    private record Replay(byte[] encoded, int size) implements ChunkCodec {
        @Override
        public int encode(byte[] raw, int offset, int length, ElementType type, byte[] out, int outOffset) {
            System.arraycopy(encoded, 0, out, outOffset, size);
            return size;
        }

        @Override
        public int encodeDelta(
                byte[] raw,
                int offset,
                byte[] base,
                int baseOffset,
                int length,
                ElementType type,
                byte[] out,
                int outOffset) {
            return encode(raw, offset, length, type, out, outOffset);
        }

        @Override
        public int decode(byte[] from, int offset, int length, byte[] base, int baseOffset, byte[] out, int outOffset) {
            throw new UnsupportedOperationException("only encodes");
        }
    }
}
