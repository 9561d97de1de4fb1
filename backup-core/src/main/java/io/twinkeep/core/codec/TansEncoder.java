package io.twinkeep.core.codec;

/**
 * Codes a plane with four states that take turns, from the last byte to the first; their bits are written from the end of an array
 * towards its start, so that the decoder reads forwards. Not thread-safe: it reuses its arrays.
 */
final class TansEncoder {
    static final int LANES = 4;

    /** Log and first bit in one byte, bytes of the stream. */
    static final int FIXED = 4;

    private static final int STATE_BYTES = 2 * LANES;

    private static final int STATES = 1 << TansTables.LARGEST_LOG;

    private final TansTables tables = new TansTables();
    private final char[] states = new char[STATES];
    private final long[] transitions = new long[TansTables.SYMBOLS];
    private final int[] next = new int[TansTables.SYMBOLS];
    private final byte[] table = new byte[TansTables.SYMBOLS * 4];
    private byte[] stream = new byte[0];
    private int log;
    private int tableBytes;

    /** About the bytes that {@link #write} will need for a plane of such counts, of which at least two are not 0. */
    int plan(int[] counts, int count) {
        log = logFor(count);
        double bits = Normalizer.normalize(counts, log, tables.shares());
        var writer = new BitWriter(table, 0);
        tables.writeShares(writer, log);
        tableBytes = writer.close();
        return FIXED + tableBytes + STATE_BYTES + (int) (bits / 8);
    }

    /** The smaller the plane, the smaller the tables: they must be read before the first byte is. */
    private static int logFor(int count) {
        int log = 31 - Integer.numberOfLeadingZeros(count | 1) - 4;
        return Math.clamp(log, TansTables.SMALLEST_LOG, TansTables.LARGEST_LOG);
    }

    /** Writes the plane planned last, a multiple of four bytes; returns the position behind it, or -1 if that were behind the limit. */
    int write(byte[] plane, int count, byte[] out, int at, int limit) {
        buildTables();
        if (stream.length < 2 * count + 32) {
            stream = new byte[2 * count + 32];
        }
        long firstBit = encode(plane, count, log, states, transitions, stream);
        int first = (int) (firstBit >>> 3);
        int size = stream.length - first;
        if (FIXED + tableBytes + size > limit - at) {
            return -1;
        }
        out[at] = (byte) (log | (int) (firstBit & 7) << 4);
        Bytes.putU24(out, at + 1, size);
        System.arraycopy(table, 0, out, at + FIXED, tableBytes);
        System.arraycopy(stream, first, out, at + FIXED + tableBytes, size);
        return at + FIXED + tableBytes + size;
    }

    /**
     * With the transition of a symbol, a state x of {@code size} to {@code 2 * size - 1} loses {@code x + (transition >>> 32) >>> 16}
     * bits, and what is left, plus the low half of the transition, is the index of the next state.
     */
    private void buildTables() {
        int[] shares = tables.shares();
        byte[] spread = tables.spread(log);
        int size = 1 << log;
        for (int symbol = 0, sum = 0; symbol < TansTables.SYMBOLS; sum += shares[symbol++]) {
            next[symbol] = sum;
            transitions[symbol] = transition(shares[symbol], sum, log);
        }
        for (int state = 0; state < size; state++) {
            states[next[spread[state] & 0xFF]++] = (char) (size + state);
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
     * Encodes bytes.
     *
     * @param count a multiple of four
     * @param out the stream ends where this array ends; in front of the stream it needs eight bytes more
     * @return the position in bits where the stream starts: the first byte's lowest bits may be unused
     */
    private static long encode(byte[] plane, int count, int log, char[] allStates, long[] bySymbol, byte[] out) {
        // Arrays of a length that the compiler sees need no checks, and leave more registers.
        var states = new char[STATES];
        System.arraycopy(allStates, 0, states, 0, STATES);
        var transitions = new long[TansTables.SYMBOLS];
        System.arraycopy(bySymbol, 0, transitions, 0, TansTables.SYMBOLS);
        long bits = 0;
        int held = 0;
        int at = out.length;
        int a = 1 << log, b = a, c = a, d = a;
        for (int i = count - 4; i >= 0; i -= 4) {
            int four = Bytes.intAt(plane, i);
            long forD = transitions[four >>> 24];
            long forC = transitions[four >>> 16 & 0xFF];
            long forB = transitions[four >>> 8 & 0xFF];
            long forA = transitions[four & 0xFF];
            int lostD = lost(d, forD);
            int lostC = lost(c, forC);
            int lostB = lost(b, forB);
            int lostA = lost(a, forA);
            int keptD = d >>> lostD;
            int keptC = c >>> lostC;
            int keptB = b >>> lostB;
            int keptA = a >>> lostA;
            int high = (d ^ keptD << lostD) << lostC | c ^ keptC << lostC;
            int low = (b ^ keptB << lostB) << lostA | a ^ keptA << lostA;
            int lowBits = lostB + lostA;
            int allBits = lostD + lostC + lowBits;
            bits = bits << allBits | (long) high << lowBits | low;
            held += allBits;
            d = states[keptD + (int) forD & STATES - 1];
            c = states[keptC + (int) forC & STATES - 1];
            b = states[keptB + (int) forB & STATES - 1];
            a = states[keptA + (int) forA & STATES - 1];
            // The newest bits are lowest; whole bytes above them are final, the others are written again next time.
            Bytes.putLong(out, at - 8, bits << 64 - held);
            at -= held >>> 3;
            held &= 7;
        }
        return close(a, b, c, d, out, at, bits, held);
    }

    private static int lost(int state, long transition) {
        return state + (int) (transition >>> 32) >>> 16;
    }

    /** The states themselves come last, so first for the decoder: sixteen bits each. */
    private static long close(int a, int b, int c, int d, byte[] out, int end, long firstBits, int held) {
        long states = a | (long) b << 16 | (long) c << 32 | (long) d << 48;
        if (held > 0) {
            out[end - 1] = (byte) (firstBits << 8 - held | states >>> 56 + held);
        }
        Bytes.putLong(out, end - 8 - (held > 0 ? 1 : 0), held > 0 ? states << 8 - held : states);
        return (end - 8L << 3) - held;
    }
}
