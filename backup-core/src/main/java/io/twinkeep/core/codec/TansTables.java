package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/** Shares of symbols in a range of states, as both sides of a tANS coder need them. Not thread-safe: it reuses its arrays. */
final class TansTables {
    static final int SMALLEST_LOG = 8;
    /** Tables of twice the size would save about a thousandth, and not all fit the first-level cache. */
    static final int LARGEST_LOG = 10;

    static final int SYMBOLS = 256;

    private final byte[] spread = new byte[1 << LARGEST_LOG];

    static void writeShares(int[] shares, BitWriter bits, int log) {
        int left = 1 << log;
        for (int symbol = 0; left > 0; symbol++) {
            bits.putGamma(shares[symbol] + 1);
            left -= shares[symbol];
        }
    }

    static void readShares(BitReader bits, int log, int[] shares) {
        int left = 1 << log;
        Arrays.fill(shares, 0);
        for (int symbol = 0; symbol < SYMBOLS && left > 0; symbol++) {
            shares[symbol] = bits.gamma() - 1;
            left -= shares[symbol];
        }
        if (left != 0) {
            throw new Corrupt("a table of shares does not add up");
        }
    }

    /** Deals the states out so that each symbol's are spread evenly: a fixed odd step visits every state once. */
    byte[] spread(int[] shares, int log) {
        int size = 1 << log;
        int step = (size >>> 1) + (size >>> 3) + 3;
        int state = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            for (int i = 0; i < shares[symbol]; i++) {
                spread[state] = (byte) symbol;
                state = state + step & size - 1;
            }
        }
        return spread;
    }
}
