package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/**
 * Where the differences of a block go: a run for each exponent of the base, by rising exponent; runs of neighbours are joined until a
 * context has weights enough to be worth a table. In a run, weights of even index come first, in order, and then those of odd index, the
 * last one first: two places to go on at, so that equal neighbours need not wait for each other. Not thread-safe: it reuses its arrays.
 */
final class Contexts {
    static final int EXPONENTS = 256;

    /** What {@link #write} needs at most. */
    static final int MOST_BYTES = 2048;

    private static final int FEWEST_WEIGHTS = 4096;
    private static final int MOST_OF_EQUAL_SIZE = 64;

    private final int[] counts = new int[EXPONENTS];
    private final boolean[] isLast = new boolean[EXPONENTS];
    private final int[] places = new int[2 * EXPONENTS];
    private final int[] starts = new int[EXPONENTS];
    private final int[] sizes = new int[EXPONENTS];
    private int contexts;

    int contexts() {
        return contexts;
    }

    /** Where a context's numbers start, in bytes. */
    int start(int context) {
        return starts[context];
    }

    /** Weights in a context, at least one. */
    int size(int context) {
        return sizes[context];
    }

    /** Where the run of an exponent goes on with weights of even index, upwards, and behind these 256, of odd index, downwards. */
    int[] places() {
        return places;
    }

    void choose(byte[] base, int from, int weights, FloatKind kind) {
        if (kind.width() == 2) {
            DeltaScanner.countExponents16(base, from, weights, kind.exponentShift(), counts);
        } else {
            DeltaScanner.countExponents32(base, from, weights, counts);
        }
        int fewest = Math.max(FEWEST_WEIGHTS, weights / MOST_OF_EQUAL_SIZE);
        int joined = 0;
        int left = weights;
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            joined += counts[exponent];
            left -= counts[exponent];
            isLast[exponent] = counts[exponent] > 0 && (left == 0 || joined >= fewest && left >= fewest);
            joined = isLast[exponent] ? 0 : joined;
        }
    }

    /** Writes exponents and sizes of runs; returns the position behind them. */
    int write(byte[] out, int at) {
        var bits = new BitWriter(out, at);
        int previous = -1;
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            if (counts[exponent] > 0) {
                bits.putGamma(exponent - previous);
                bits.putGamma(2 * counts[exponent] + (isLast[exponent] ? 1 : 0));
                previous = exponent;
            }
        }
        return bits.close();
    }

    int read(byte[] in, int at, int limit, int weights) {
        Arrays.fill(counts, 0);
        var bits = new BitReader(in, at, limit);
        int exponent = -1;
        for (int left = weights; left > 0; left -= counts[exponent]) {
            exponent += bits.gamma();
            int size = bits.gamma();
            if (exponent >= EXPONENTS || size >>> 1 > left || size == 1) {
                throw new Corrupt("coded differences have impossible contexts");
            }
            counts[exponent] = size >>> 1;
            isLast[exponent] = (size & 1) != 0;
        }
        return bits.close();
    }

    /** Puts each context at its start, with room for {@link NumberLanes#padded} numbers; returns the bytes of all. */
    int place(int width) {
        contexts = 0;
        int next = 0;
        int joined = 0;
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            places[exponent] = next + width * joined;
            joined += counts[exponent];
            places[EXPONENTS | exponent] = next + width * (joined - 1);
            if (counts[exponent] > 0 && isLast[exponent]) {
                starts[contexts] = next;
                sizes[contexts++] = joined;
                next += width * NumberLanes.padded(joined);
                joined = 0;
            }
        }
        if (joined > 0) {
            throw new Corrupt("coded differences have a context that does not end");
        }
        return next;
    }

    /** After all weights went to or came from their runs: whether these are as long as was said. */
    boolean areUsedUp(int width) {
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            if (places[exponent] != places[EXPONENTS | exponent] + width) {
                return false;
            }
        }
        return true;
    }
}
