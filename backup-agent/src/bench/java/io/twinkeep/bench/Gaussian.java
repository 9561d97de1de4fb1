package io.twinkeep.bench;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded normal noise: the same seed gives the same weights on every machine. */
final class Gaussian {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final double LEAST_SPREAD = 0.01;
    private static final double MOST_SPREAD = 0.04;

    private Gaussian() {}

    static RandomGenerator of(long seed) {
        return FACTORY.create(seed);
    }

    /** Standard deviation of a tensor's weights: each has its own, as trained ones do. */
    static double spread(long tensor) {
        return LEAST_SPREAD + (MOST_SPREAD - LEAST_SPREAD) * of(tensor ^ 0x5eed).nextDouble();
    }

    /** Rounds to the nearest bfloat16, ties to even, as training frameworks do; the value must be finite. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
