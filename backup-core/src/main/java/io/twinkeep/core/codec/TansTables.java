package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Shares of symbols in a range of states, as both sides of a tANS coder need them. Not thread-safe: it reuses its arrays. */
final class TansTables {
    static final int SMALLEST_LOG = 8;
    static final int LARGEST_LOG = 12;
    static final int SYMBOLS = 256;

    private final int[] shares = new int[SYMBOLS];
    private final byte[] spread = new byte[1 << LARGEST_LOG];

    /** The shares at hand. */
    int[] shares() {
        return shares;
    }

    void writeShares(BitWriter bits, int log) {
        int left = 1 << log;
        for (int symbol = 0; left > 0; symbol++) {
            bits.putGamma(shares[symbol] + 1);
            left -= shares[symbol];
        }
    }

    void readShares(BitReader bits, int log) {
        int left = 1 << log;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            shares[symbol] = left > 0 ? bits.gamma() - 1 : 0;
            left -= shares[symbol];
        }
        if (left != 0) {
            throw new Corrupt("a table of shares does not add up");
        }
    }

    /** Deals the states out so that each symbol's are spread evenly: a fixed odd step visits every state once. */
    byte[] spread(int log) {
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
