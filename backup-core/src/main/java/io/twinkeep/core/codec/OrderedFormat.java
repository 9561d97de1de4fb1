package io.twinkeep.core.codec;

/** The fixed part of ordered differences. */
final class OrderedFormat {
    /** Logarithm of the number of states and number of contexts, first bit of the states, bytes of states, bytes of extra bits. */
    static final int FIXED = 8;

    private OrderedFormat() {}
}
