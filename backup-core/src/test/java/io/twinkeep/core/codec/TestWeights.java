package io.twinkeep.core.codec;

import java.util.Random;

/** Seeded weights like those that training leaves, in the element types that files hold. */
final class TestWeights {
    private TestWeights() {}

    static float[] gaussian(long seed, int count, double sigma) {
        var random = new Random(seed);
        var weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (random.nextGaussian() * sigma);
        }
        return weights;
    }

    /** The same weights after an update of standard deviation {@code step}. */
    static float[] drifted(float[] weights, long seed, double step) {
        var random = new Random(seed);
        var next = new float[weights.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (weights[i] + random.nextGaussian() * step);
        }
        return next;
    }

    static byte[] asBf16(float[] weights) {
        var bytes = new byte[2 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            Bytes.putShort(bytes, 2 * i, roundedToBf16(weights[i]));
        }
        return bytes;
    }

    static byte[] asF16(float[] weights) {
        var bytes = new byte[2 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            Bytes.putShort(bytes, 2 * i, Float.floatToFloat16(weights[i]));
        }
        return bytes;
    }

    static byte[] asF32(float[] weights) {
        var bytes = new byte[4 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            Bytes.putInt(bytes, 4 * i, Float.floatToRawIntBits(weights[i]));
        }
        return bytes;
    }

    static byte[] asF32HoldingBf16(float[] weights) {
        var bytes = new byte[4 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            Bytes.putInt(bytes, 4 * i, roundedToBf16(weights[i]) << 16);
        }
        return bytes;
    }

    static byte[] asF32HoldingF16(float[] weights) {
        var bytes = new byte[4 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            float rounded = Float.float16ToFloat(Float.floatToFloat16(weights[i]));
            Bytes.putInt(bytes, 4 * i, Float.floatToRawIntBits(rounded));
        }
        return bytes;
    }

    /** To nearest, ties to even. */
    private static int roundedToBf16(float weight) {
        int bits = Float.floatToRawIntBits(weight);
        return bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
    }

    /** Moves a share of 16-bit weights by one unit in the last place, up or down. */
    static byte[] nudged(byte[] weights, long seed, double share) {
        var random = new Random(seed);
        byte[] next = weights.clone();
        for (int i = 0; i < next.length; i += 2) {
            if (random.nextDouble() < share) {
                Bytes.putShort(next, i, Bytes.shortAt(next, i) + (random.nextBoolean() ? 1 : -1));
            }
        }
        return next;
    }
}
