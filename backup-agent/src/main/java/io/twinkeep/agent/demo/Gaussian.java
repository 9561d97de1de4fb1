package io.twinkeep.agent.demo;

/**
 * Normally distributed numbers, quickly: a table of quantiles with straight lines between. Number i of a seed is always
 * the same, so a later version of a weight can be made without keeping the earlier one. Thread-safe.
 */
final class Gaussian {
    private static final int CELLS = 2048;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final float[] EDGES = edges();

    private Gaussian() {}

    /** Adds {@code sigma} times N(0, 1) to every number. */
    static void add(long seed, float sigma, float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += sigma * number((int) mix(seed + (i + 1) * GOLDEN));
        }
    }

    /** SplitMix64's finish: turns neighbouring seeds into unrelated ones. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static float number(int bits) {
        int cell = (bits >>> 20) & (CELLS - 1);
        float low = EDGES[cell];
        float value = low + (EDGES[cell + 1] - low) * ((bits & 0xfffff) * 0x1p-20f);
        return bits < 0 ? -value : value;
    }

    /** Quantiles of |N(0, 1)|, by adding up its density. */
    private static float[] edges() {
        var edges = new float[CELLS + 1];
        double step = 1e-4;
        double below = 0;
        double x = 0;
        for (int i = 1; i <= CELLS; i++) {
            double wanted = i < CELLS ? (double) i / CELLS : 1 - 0.1 / CELLS;
            for (; below < wanted && x < 6; x += step) {
                below += step * Math.sqrt(2 / Math.PI) * Math.exp(-(x + step / 2) * (x + step / 2) / 2);
            }
            edges[i] = (float) x;
        }
        return edges;
    }
}
