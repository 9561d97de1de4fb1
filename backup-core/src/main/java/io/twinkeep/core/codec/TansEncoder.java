package io.twinkeep.core.codec;

/**
 * Codes symbols with four states that take turns, from the last symbol to the first; their bits are written from the end of an array
 * towards its start, so that the decoder reads forwards.
 */
final class TansEncoder {
    static final int LANES = 4;

    private TansEncoder() {}

    /**
     * Encodes symbols, 16 bits each, which index {@code transitions}.
     *
     * @param count a multiple of four
     * @param out the stream ends where this array ends; in front of the stream it needs eight bytes more
     * @return the position in bits where the stream starts: the first byte's lowest bits may be unused
     */
    static long encode(byte[] symbols, int count, int log, char[] states, long[] transitions, byte[] out) {
        long bits = 0;
        int held = 0;
        int at = out.length;
        int a = 1 << log;
        int b = a;
        int c = a;
        int d = a;
        for (int i = 2 * count - 8; i >= 0; i -= 8) {
            long four = Bytes.longAt(symbols, i);
            long forD = transitions[(int) (four >>> 48)];
            long forC = transitions[(int) (four >>> 32) & 0xFFFF];
            long forB = transitions[(int) (four >>> 16) & 0xFFFF];
            long forA = transitions[(int) four & 0xFFFF];
            int lostD = lost(d, forD);
            int lostC = lost(c, forC);
            int lostB = lost(b, forB);
            int lostA = lost(a, forA);
            bits = bits << lostD | low(d, lostD);
            bits = bits << lostC | low(c, lostC);
            bits = bits << lostB | low(b, lostB);
            bits = bits << lostA | low(a, lostA);
            held += lostD + lostC + lostB + lostA;
            d = states[(d >>> lostD) + (int) forD];
            c = states[(c >>> lostC) + (int) forC];
            b = states[(b >>> lostB) + (int) forB];
            a = states[(a >>> lostA) + (int) forA];
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

    private static long low(int state, int bits) {
        return state & (1 << bits) - 1;
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
