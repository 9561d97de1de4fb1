package io.twinkeep.core.codec;

/**
 * Second pass of coding differences: four states take turns, from the last weight to the first, and their bits are written from the end
 * of an array towards its start, so that the decoder reads forwards.
 */
final class TansEncoder {
    static final int LANES = 4;

    private TansEncoder() {}

    /**
     * Encodes symbols; returns where the stream starts: a position in bits, as the first byte's lowest bits may be unused.
     *
     * @param out the stream ends where this array ends; its start needs eight bytes more than the stream
     */
    static long encode(char[] symbols, int count, int log, char[] states, long[] transitions, byte[] out) {
        int size = 1 << log;
        int[] state = {size, size, size, size};
        long bits = 0;
        int held = 0;
        int at = out.length;
        int i = count;
        for (; (i & LANES - 1) != 0; i--) {
            int lane = i - 1 & LANES - 1;
            long transition = transitions[symbols[i - 1]];
            int lost = lost(state[lane], transition);
            bits = bits << lost | low(state[lane], lost);
            held += lost;
            state[lane] = states[(state[lane] >>> lost) + (int) transition];
        }
        Bytes.putLong(out, at - 8, bits << 64 - held);
        at -= held >>> 3;
        long end = encodeGroups(symbols, i, states, transitions, state, out, at, bits, held & 7);
        return end;
    }

    private static int lost(int state, long transition) {
        return state + (int) (transition >>> 32) >>> 16;
    }

    private static long low(int state, int bits) {
        return state & (1 << bits) - 1;
    }

    private static long encodeGroups(
            char[] symbols,
            int count,
            char[] states,
            long[] transitions,
            int[] state,
            byte[] out,
            int end,
            long firstBits,
            int firstHeld) {
        long bits = firstBits;
        int held = firstHeld;
        int at = end;
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int i = count - LANES; i >= 0; i -= LANES) {
            long forD = transitions[symbols[i + 3]];
            long forC = transitions[symbols[i + 2]];
            long forB = transitions[symbols[i + 1]];
            long forA = transitions[symbols[i]];
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
            Bytes.putLong(out, at - 8, bits << 64 - held);
            at -= held >>> 3;
            held &= 7;
        }
        state[0] = a;
        state[1] = b;
        state[2] = c;
        state[3] = d;
        return close(state, out, at, bits, held);
    }

    /** The states themselves come last, so first for the decoder: sixteen bits each. */
    private static long close(int[] state, byte[] out, int end, long firstBits, int held) {
        int at = end;
        long bits = firstBits;
        for (int lane = LANES - 1; lane >= 0; lane--) {
            bits = bits << 16 | state[lane];
            Bytes.putLong(out, at - 8, bits << 48 - held);
            at -= 2;
        }
        return ((long) at << 3) - held;
    }
}
