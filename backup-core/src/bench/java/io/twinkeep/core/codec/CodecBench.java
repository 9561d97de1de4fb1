package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Size, and GB of raw bytes for each second of one core, on seeded Gaussian weights; the median of many rounds, and the first one. Not part of any build; after {@code mvn compile}, with a JDK
 * of at least 25 and zstd-jni on the class path:
 *
 * <pre>java -cp backup-core/target/classes:zstd-jni.jar backup-core/src/bench/java/io/twinkeep/core/codec/CodecBench.java [filter]</pre>
 */
public final class CodecBench {
    private static final int CHUNK = ChunkCodec.MAX_CHUNK;
    private static final int CHUNKS = 4;
    private static final int ROUNDS = 31;

    private final ChunkCodec codec = Codecs.create();
    private final String filter;

    private CodecBench(String filter) {
        this.filter = filter;
    }

    /** Runs all cases, or those whose name contains the first argument. */
    public static void main(String[] args) {
        var bench = new CodecBench(args.length > 0 ? args[0] : "");
        System.out.printf("%-28s %9s %9s %9s %9s%n", "", "size %", "encode", "decode", "cold enc");
        bench.alone("bf16", ElementType.BF16, 2, weight -> bf16(weight));
        bench.alone("f16", ElementType.F16, 2, weight -> Float.floatToFloat16(weight));
        bench.alone("f32", ElementType.F32, 4, Float::floatToRawIntBits);
        bench.alone("f32 holding bf16", ElementType.F32, 4, weight -> bf16(weight) << 16);
        bench.alone("bf16 as opaque", ElementType.OPAQUE, 2, weight -> bf16(weight));
        for (double step : new double[] {3e-6, 1e-5, 1e-4, 1e-3}) {
            bench.drift("bf16 drift " + step, ElementType.BF16, 2, step, weight -> bf16(weight));
        }
        bench.drift("f16 drift 1e-5", ElementType.F16, 2, 1e-5, weight -> Float.floatToFloat16(weight));
        bench.drift("f32 drift 1e-5", ElementType.F32, 4, 1e-5, Float::floatToRawIntBits);
        bench.drift("f32 bf16 drift 1e-5", ElementType.F32, 4, 1e-5, weight -> bf16(weight) << 16);
        bench.nudge("bf16 nudge 1 %", 0.01);
        bench.nudge("bf16 nudge 0.1 %", 0.001);
        bench.nudge("bf16 untouched", 0);
    }

    private interface ToBits {
        int bits(float weight);
    }

    private static int bf16(float weight) {
        int bits = Float.floatToRawIntBits(weight);
        return bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
    }

    private static float[] weights(long seed) {
        var random = new Random(seed);
        var weights = new float[CHUNK / 2];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() * 0.02);
        }
        return weights;
    }

    private static byte[] bytes(float[] weights, long seed, double step, int width, ToBits toBits) {
        var random = new Random(seed);
        var buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < CHUNK / width; i++) {
            float weight = step == 0 ? weights[i] : (float) (weights[i] + random.nextGaussian() * step);
            int bits = toBits.bits(weight);
            if (width == 2) {
                buffer.putShort((short) bits);
            } else {
                buffer.putInt(bits);
            }
        }
        return buffer.array();
    }

    private void alone(String name, ElementType type, int width, ToBits toBits) {
        if (name.contains(filter)) {
            var raw = new byte[CHUNKS][];
            for (int i = 0; i < CHUNKS; i++) {
                raw[i] = bytes(weights(i), 0, 0, width, toBits);
            }
            measure(name, type, raw, null);
        }
    }

    private void drift(String name, ElementType type, int width, double step, ToBits toBits) {
        if (name.contains(filter)) {
            var raw = new byte[CHUNKS][];
            var base = new byte[CHUNKS][];
            for (int i = 0; i < CHUNKS; i++) {
                float[] weights = weights(i);
                base[i] = bytes(weights, 0, 0, width, toBits);
                raw[i] = bytes(weights, 100 + i, step, width, toBits);
            }
            measure(name, type, raw, base);
        }
    }

    private void nudge(String name, double share) {
        if (name.contains(filter)) {
            var raw = new byte[CHUNKS][];
            var base = new byte[CHUNKS][];
            for (int i = 0; i < CHUNKS; i++) {
                base[i] = bytes(weights(i), 0, 0, 2, CodecBench::bf16);
                raw[i] = base[i].clone();
                var random = new Random(i);
                for (int at = 0; at < CHUNK; at += 2) {
                    if (random.nextDouble() < share) {
                        // Mantissas move by one and seldom carry; what matters is how many moved.
                        raw[i][at] += (byte) (random.nextBoolean() ? 1 : -1);
                    }
                }
            }
            measure(name, ElementType.BF16, raw, base);
        }
    }

    private void measure(String name, ElementType type, byte[][] raw, byte[][] base) {
        var encoded = new byte[CHUNKS][CHUNK + ChunkCodec.maxOverhead(CHUNK)];
        var decoded = new byte[CHUNK];
        var sizes = new int[CHUNKS];
        var encode = new long[ROUNDS];
        var decode = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            for (int i = 0; i < CHUNKS; i++) {
                sizes[i] = base == null
                        ? codec.encode(raw[i], 0, CHUNK, type, encoded[i], 0)
                        : codec.encodeDelta(raw[i], 0, base[i], 0, CHUNK, type, encoded[i], 0);
            }
            long middle = cpuNanos();
            for (int i = 0; i < CHUNKS; i++) {
                codec.decode(encoded[i], 0, sizes[i], base == null ? null : base[i], 0, decoded, 0);
            }
            encode[round] = middle - start;
            decode[round] = cpuNanos() - middle;
        }
        print(name, Arrays.stream(sizes).sum(), encode, decode);
    }

    /** The thread's own time: what a core does, whatever else runs on the machine. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String name, long size, long[] encode, long[] decode) {
        double bytes = (double) CHUNK * CHUNKS;
        double cold = bytes / encode[0];
        Arrays.sort(encode);
        Arrays.sort(decode);
        double percent = 100 * size / bytes;
        double encoding = bytes / encode[ROUNDS / 2];
        double decoding = bytes / decode[ROUNDS / 2];
        System.out.printf("%-28s %9.3f %9.2f %9.2f %9.2f%n", name, percent, encoding, decoding, cold);
    }
}
