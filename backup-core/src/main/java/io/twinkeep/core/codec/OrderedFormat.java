package io.twinkeep.core.codec;

/** What encoder and decoder of ordered differences agree on. */
final class OrderedFormat {
    /** Logarithm of the number of states and number of contexts, first bit of the states, bytes of states, bytes of extra bits. */
    static final int FIXED = 8;

    /** Weights that go through all loops together, so that what passes between them stays in the first-level cache. Not stored. */
    static final int SEGMENT = 4096;

    private OrderedFormat() {}

    /** Symbols of so many weights: a multiple of four, filled up with symbol 0 of the first context. */
    static int padded(int weights) {
        return weights + TansEncoder.LANES - 1 & -TansEncoder.LANES;
    }
}
