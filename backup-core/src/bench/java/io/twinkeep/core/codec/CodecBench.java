package io.twinkeep.core.codec;

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
 * Raw bytes coded each nanosecond, which is GB/s: of all threads together. {@link #firstEncode} is a JVM's first 256 MiB.
 *
 * <pre>mvn -Pbench -pl backup-core test-compile exec:exec -Dbench="CodecBench -t 2"</pre>
 *
 * <p>What follows {@code -Dbench=} are the arguments of JMH: a pattern, {@code -p what=BF16,F32}, {@code -t} for threads.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
    private static final int SAMPLES = 4;
    private static final int BYTES = SAMPLES * ChunkCodec.MAX_CHUNK;
    private static final int FIRST = (256 << 20) / BYTES;

    @Param({"BF16", "F16", "F32", "F32_HOLDING_BF16", "BF16_DRIFT_3E_6", "BF16_DRIFT_1E_5", "BF16_DRIFT_1E_4"})
    public String what;

    private final ChunkCodec codec = Codecs.create();
    private final BenchCase.Sample[] samples = new BenchCase.Sample[SAMPLES];
    private final byte[][] encoded = new byte[SAMPLES][];
    private final int[] lengths = new int[SAMPLES];
    private final byte[] out = BenchCase.room();

    /** Nothing is encoded here: the first encoding must stay the first. */
    @Setup
    public void prepare() {
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = BenchCase.valueOf(what).sample(i);
            encoded[i] = BenchCase.room();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int encode() {
        int sum = 0;
        for (BenchCase.Sample sample : samples) {
            sum += sample.encode(codec, out);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int decode() {
        int sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            if (lengths[i] == 0) {
                lengths[i] = samples[i].encode(codec, encoded[i]);
            }
            sum += samples[i].decode(codec, encoded[i], lengths[i], out);
        }
        return sum;
    }

    /** Seconds for 256 MiB in a JVM that has coded nothing before. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @Fork(value = 5, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
    @Warmup(iterations = 0)
    @Measurement(iterations = 1, batchSize = FIRST)
    public int firstEncode() {
        return encode();
    }
}
