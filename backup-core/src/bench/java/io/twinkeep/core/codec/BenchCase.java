package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;
import java.util.function.Function;

/** What is coded: seeded Gaussian weights, alone or a drift after their base. */
public enum BenchCase {
    BF16(ElementType.BF16, TestWeights::asBf16, 0),
    F16(ElementType.F16, TestWeights::asF16, 0),
    F32(ElementType.F32, TestWeights::asF32, 0),
    F32_HOLDING_BF16(ElementType.F32, TestWeights::asF32HoldingBf16, 0),
    BF16_AS_OPAQUE(ElementType.OPAQUE, TestWeights::asBf16, 0),
    BF16_DRIFT_3E_6(ElementType.BF16, TestWeights::asBf16, 3e-6),
    BF16_DRIFT_1E_5(ElementType.BF16, TestWeights::asBf16, 1e-5),
    BF16_DRIFT_1E_4(ElementType.BF16, TestWeights::asBf16, 1e-4),
    BF16_DRIFT_1E_3(ElementType.BF16, TestWeights::asBf16, 1e-3),
    F16_DRIFT_1E_5(ElementType.F16, TestWeights::asF16, 1e-5),
    F32_DRIFT_1E_5(ElementType.F32, TestWeights::asF32, 1e-5),
    F32_HOLDING_BF16_DRIFT_1E_5(ElementType.F32, TestWeights::asF32HoldingBf16, 1e-5);

    static final int CHUNK = ChunkCodec.MAX_CHUNK;

    private final ElementType type;
    private final Function<float[], byte[]> asBytes;
    private final double step;

    BenchCase(ElementType type, Function<float[], byte[]> asBytes, double step) {
        this.type = type;
        this.asBytes = asBytes;
        this.step = step;
    }

    /** A chunk and its base, null if it is coded alone. */
    public record Sample(ElementType type, byte[] raw, byte[] base) {
        public int encode(ChunkCodec codec, byte[] out) {
            return base == null
                    ? codec.encode(raw, 0, raw.length, type, out, 0)
                    : codec.encodeDelta(raw, 0, base, 0, raw.length, type, out, 0);
        }

        int decode(ChunkCodec codec, byte[] encoded, int length, byte[] out) {
            return codec.decode(encoded, 0, length, base, 0, out, 0);
        }
    }

    /** Another one for each seed. */
    public Sample sample(long seed) {
        float[] weights = TestWeights.gaussian(seed, CHUNK / 2, 0.02);
        if (step == 0) {
            return new Sample(type, bytes(weights), null);
        }
        return new Sample(type, bytes(TestWeights.drifted(weights, seed + 100, step)), bytes(weights));
    }

    private byte[] bytes(float[] weights) {
        return Arrays.copyOf(asBytes.apply(weights), CHUNK);
    }

    /** For any encoded chunk. */
    public static byte[] room() {
        return new byte[CHUNK + ChunkCodec.maxOverhead(CHUNK)];
    }
}
