package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/**
 * Coding tables of asymmetric numeral systems, tabled (tANS), one for each context. All contexts share one range of states, so that a
 * coder's state goes from context to context. Not thread-safe: it reuses its arrays.
 */
final class TansTables {
    static final int SMALLEST_LOG = 9;
    static final int LARGEST_LOG = 12;
    static final int CONTEXTS = 16;
    static final int SYMBOLS = DeltaSymbol.SYMBOLS;

    private final int[] shares = new int[SYMBOLS];
    private final int[] next = new int[SYMBOLS];
    private final short[] spread = new short[1 << LARGEST_LOG];

    private TansTables() {}

    static TansTables create() {
        return new TansTables();
    }

    /** Shares of the context at hand: filled before a table is built from them. */
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
    private void spread(int log) {
        int size = 1 << log;
        int step = (size >>> 1) + (size >>> 3) + 3;
        int state = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            for (int i = 0; i < shares[symbol]; i++) {
                spread[state] = (short) symbol;
                state = state + step & size - 1;
            }
        }
    }

    /**
     * Fills, for one context, {@code states} from {@code context << log} and {@code transitions} from {@code context << 8}. With the
     * transition of a symbol, a state x of {@code size} to {@code 2 * size - 1} loses {@code x + (transition >>> 32) >>> 16} bits, and
     * what is left, plus the low half of the transition, is the index of the next state.
     */
    void buildEncoder(int context, int log, char[] states, long[] transitions) {
        spread(log);
        int size = 1 << log;
        int first = context << log;
        for (int symbol = 0, sum = 0; symbol < SYMBOLS; sum += shares[symbol++]) {
            next[symbol] = first + sum;
            transitions[context << 8 | symbol] = transition(shares[symbol], first + sum, log);
        }
        for (int state = 0; state < size; state++) {
            states[next[spread[state]]++] = (char) (size + state);
        }
    }

    private static long transition(int share, int firstIndex, int log) {
        if (share == 0) {
            return 0;
        }
        int mostBits = share == 1 ? log : log - (31 - Integer.numberOfLeadingZeros(share - 1));
        long bits = (long) (mostBits << 16) - ((long) share << mostBits);
        return bits << 32 | firstIndex - share & 0xFFFFFFFFL;
    }

    /**
     * Fills {@code entries} for one context from {@code context << log}. Bits 0–11 of an entry: the next state before its new bits are
     * added; 12–15: their number; from 18: the symbol. The zeros between let a shift by {@code entry >>> 12} do without a mask.
     */
    void buildDecoder(int context, int log, int[] entries) {
        spread(log);
        int size = 1 << log;
        System.arraycopy(shares, 0, next, 0, SYMBOLS);
        for (int state = 0; state < size; state++) {
            int symbol = spread[state];
            int x = next[symbol]++;
            int bits = log - (31 - Integer.numberOfLeadingZeros(x));
            entries[context << log | state] = (x << bits) - size | bits << 12 | symbol << 18;
        }
    }
}
