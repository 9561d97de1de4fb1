package io.twinkeep.core.tensor;

/**
 * Normally distributed numbers at hundreds of millions a second: a table of quantiles with straight lines between. Number
 * i of a seed is always the same, so nothing need be kept to make it again. Thread-safe.
 */
final class GaussianNoise {
    private static final int CELLS = 2048;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final float[] EDGES = edges();

    private GaussianNoise() {}

    /** Adds {@code sigma} times N(0, 1) to the first {@code count} numbers. */
    static void add(long seed, float sigma, float[] numbers, int count) {
        for (int i = 0; i < count; i += 2) {
            long random = mix(seed + (i + 1) * GOLDEN);
            numbers[i] += sigma * number((int) random);
            if (i + 1 < count) {
                numbers[i + 1] += sigma * number((int) (random >>> 32));
            }
        }
    }

    /** SplitMix64's finish. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static float number(int bits) {
        int cell = (bits >>> 20) & (CELLS - 1);
        float low = EDGES[cell];
        float value = low + (EDGES[cell + 1] - low) * ((bits & 0xfffff) * 0x1p-20f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) | (bits & 0x8000_0000));
    }

    /** Quantiles of |N(0, 1)|, by adding up its density. */
    private static float[] edges() {
        var edges = new float[CELLS + 1];
        double step = 1e-5;
        double below = 0;
        double x = 0;
        for (int i = 1; i <= CELLS; i++) {
            double wanted = i < CELLS ? (double) i / CELLS : 1 - 0.1 / CELLS;
            for (; below < wanted; x += step) {
                below += step * Math.sqrt(2 / Math.PI) * Math.exp(-(x + step / 2) * (x + step / 2) / 2);
            }
            edges[i] = (float) x;
        }
        return edges;
    }
}
