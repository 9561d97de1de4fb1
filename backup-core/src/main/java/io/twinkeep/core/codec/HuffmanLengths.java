package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Code lengths of a Huffman code whose longest code has {@value #LONGEST} bits, and the canonical codes that follow from the lengths
 * alone. Not thread-safe: it reuses its arrays.
 */
final class HuffmanLengths {
    static final int LONGEST = 11;
    private static final int FULL = 1 << LONGEST;
    private static final int SYMBOLS = 256;

    private final long[] sorted = new long[SYMBOLS];
    private final long[] weights = new long[2 * SYMBOLS];
    private final int[] parents = new int[2 * SYMBOLS];
    private final int[] depths = new int[2 * SYMBOLS];

    /** Fills {@code lengths} (0 for an unused symbol) from counts of which at least two are not 0. */
    void fill(int[] counts, byte[] lengths) {
        int used = sort(counts);
        joinLightest(used);
        Arrays.fill(lengths, (byte) 0);
        int root = 2 * used - 2;
        depths[root] = 0;
        for (int node = root - 1; node >= 0; node--) {
            depths[node] = depths[parents[node]] + 1;
        }
        limit(used);
        for (int i = 0; i < used; i++) {
            lengths[(int) sorted[i] & 0xFF] = (byte) depths[i];
        }
    }

    /** Used symbols by rising count; the symbol sits in the low byte. */
    private int sort(int[] counts) {
        int used = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (counts[symbol] > 0) {
                sorted[used++] = (long) counts[symbol] << 8 | symbol;
            }
        }
        Arrays.sort(sorted, 0, used);
        return used;
    }

    /** Huffman's construction with two queues: leaves from 0, joined nodes from {@code used}, each in rising order. */
    private void joinLightest(int used) {
        for (int i = 0; i < used; i++) {
            weights[i] = sorted[i] >>> 8;
        }
        int leaf = 0;
        int joined = used;
        for (int node = used; node < 2 * used - 1; node++) {
            weights[node] = 0;
            for (int child = 0; child < 2; child++) {
                boolean takeLeaf = leaf < used && (joined >= node || weights[leaf] <= weights[joined]);
                int lightest = takeLeaf ? leaf++ : joined++;
                parents[lightest] = node;
                weights[node] += weights[lightest];
            }
        }
    }

    /** Cuts codes that are too long, then lengthens rare ones until the code is possible and shortens until it is complete. */
    private void limit(int used) {
        int taken = 0;
        for (int i = 0; i < used; i++) {
            depths[i] = Math.min(depths[i], LONGEST);
            taken += FULL >>> depths[i];
        }
        for (int i = 0; taken > FULL; i++) {
            while (depths[i] < LONGEST && taken > FULL) {
                depths[i]++;
                taken -= FULL >>> depths[i];
            }
        }
        for (int i = used - 1; taken < FULL; i--) {
            while (taken + (FULL >>> depths[i]) <= FULL) {
                taken += FULL >>> depths[i];
                depths[i]--;
            }
        }
    }

    /** Whether the lengths make a complete code: every bit string decodes, and none in two ways. */
    static boolean isComplete(byte[] lengths) {
        int taken = 0;
        for (byte length : lengths) {
            if (length > LONGEST) {
                return false;
            }
            taken += length == 0 ? 0 : FULL >>> length;
        }
        return taken == FULL;
    }

    /** Canonical codes, first bit lowest. */
    static void fillCodes(byte[] lengths, int[] codes) {
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (lengths[symbol] == length) {
                    codes[symbol] = Integer.reverse(code) >>> (32 - length);
                    code++;
                }
            }
            code <<= 1;
        }
    }
}
