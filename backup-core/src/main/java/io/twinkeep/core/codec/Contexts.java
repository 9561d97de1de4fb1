package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/**
 * Which table codes the difference of which weight: one for each exponent of the base, in a range of exponents that has most of them;
 * weights below and above it use the tables at its ends. Not thread-safe: it reuses its array.
 */
final class Contexts {
    static final int MOST = 16;
    static final int EXPONENTS = 256;

    /** Bytes that {@link #write} needs. */
    static final int BYTES = 2;

    private static final int FEWEST_WEIGHTS = 4096;
    private static final int MOST_OF_EQUAL_SIZE = 64;

    /** Of so many weights and more, one in so many is looked at. */
    private static final int SAMPLED_FROM = 1 << 16;

    private static final int SAMPLED = 29;
    private static final long HIGHEST = 0x8000800080008000L;
    private static final long ONES = 0x0001000100010001L;

    private final int[] counts = new int[EXPONENTS];
    private int first;
    private int contexts;

    int contexts() {
        return contexts;
    }

    /** Takes the smallest range outside of which, on either side, are too few weights for a table of their own. */
    void choose(byte[] base, int from, int weights, FloatKind kind) {
        int step = weights < SAMPLED_FROM ? 1 : SAMPLED;
        Arrays.fill(counts, 0);
        int mask = 0x7FFF >>> kind.exponentShift();
        int sampled = 0;
        for (int i = 0; i < weights; i += step, sampled++) {
            int high = Bytes.shortAt(base, from + (i + 1) * kind.width() - 2);
            counts[high >>> kind.exponentShift() & mask]++;
        }
        int fewest = Math.max(FEWEST_WEIGHTS / step, sampled / MOST_OF_EQUAL_SIZE);
        first = 0;
        for (int joined = counts[0]; joined < fewest && first < EXPONENTS - 1; joined += counts[first]) {
            first++;
        }
        int last = EXPONENTS - 1;
        for (int joined = counts[last]; joined < fewest && last > first; joined += counts[last]) {
            last--;
        }
        first = Math.max(first, last - (MOST - 1));
        contexts = last - first + 1;
    }

    void write(byte[] out, int at) {
        out[at] = (byte) first;
        out[at + 1] = (byte) (contexts - 1);
    }

    void read(byte[] in, int at) {
        first = in[at] & 0xFF;
        contexts = 1 + in[at + 1];
        if (contexts < 1 || contexts > MOST) {
            throw new Corrupt("coded differences have " + contexts + " tables");
        }
    }

    /**
     * Writes the context of each 16-bit weight, shifted, in 16 bits. Both arrays are used at the same places, and four weights are treated
     * at once, so that vectors can be.
     */
    void fill(byte[] base, int bytes, int exponentShift, int shift, byte[] lanes) {
        fill(base, bytes, exponentShift, first * ONES, (contexts - 1) * ONES, shift, lanes);
    }

    private static void fill(
            byte[] base, int bytes, int exponentShift, long firsts, long mosts, int shift, byte[] lanes) {
        long mask = (0x7FFF >>> exponentShift) * ONES;
        for (int i = 0; i < bytes; i += 8) {
            long exponents = Bytes.longAt(base, i) >>> exponentShift & mask;
            // No borrow leaves its 16 bits: the minuend's highest bit is set before, and says after whether there was
            // one.
            long above = (exponents | HIGHEST) - firsts;
            long context = above & allBelow(above & HIGHEST);
            long beyond = (context | HIGHEST) - mosts & HIGHEST;
            Bytes.putLong(lanes, i, (context ^ (context ^ mosts) & allBelow(beyond)) << shift);
        }
    }

    /** Of each lane whose highest bit is set, all other bits. */
    private static long allBelow(long highest) {
        return highest - (highest >>> 15);
    }
}
