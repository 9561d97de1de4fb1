package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads differences and applies them to the base. Loops are static methods of their own so that they are compiled early. */
final class TansDecoder {
    private static final int LANES = TansEncoder.LANES;

    private TansDecoder() {}

    /** What a decoding loop reads: the stream of states and that of extra bits, each followed by eight bytes that may be read. */
    record Streams(byte[] states, int firstBit, int endBit, byte[] extra, int extraBits) {}

    /** Decodes 16-bit weights. */
    static void decode16(
            Streams streams,
            int log,
            int[] entries,
            int[] contextOf,
            int exponentShift,
            byte[] base,
            int baseFrom,
            int weights,
            byte[] out,
            int to) {
        int bit = streams.firstBit;
        var state = new int[LANES];
        for (int lane = 0; lane < LANES; lane++, bit += 16) {
            state[lane] = (int) (Bytes.longAt(streams.states, bit >>> 3) >>> (bit & 7)) - (1 << log) & (1 << log) - 1;
        }
        int extraBit = 0;
        for (int i = 0; i < weights; i++) {
            int old = Bytes.shortAt(base, baseFrom + 2 * i);
            int entry = entries[contextOf[(old & 0x7FFF) >>> exponentShift] + state[i & 3]];
            int count = entry >>> 12 & 15;
            long bits = Bytes.longAt(streams.states, bit >>> 3) >>> (bit & 7);
            state[i & 3] = (entry & 0xFFF) + ((int) bits & (1 << count) - 1);
            bit += count;
            int extra = entry >>> 20;
            int low = (int) (Bytes.longAt(streams.extra, extraBit >>> 3) >>> (extraBit & 7)) & (1 << extra) - 1;
            extraBit += extra;
            Bytes.putShort(out, to + 2 * i, DeltaSymbol.next16(old, (entry >>> 16 & 15) << extra | low));
        }
        checkEnd(streams, state, bit, extraBit);
    }

    /** Decodes 32-bit weights of which {@code zeroBits} low bits are zero. */
    static void decode32(
            Streams streams,
            int log,
            int[] entries,
            int[] contextOf,
            int zeroBits,
            byte[] base,
            int baseFrom,
            int weights,
            byte[] out,
            int to) {
        int bit = streams.firstBit;
        var state = new int[LANES];
        for (int lane = 0; lane < LANES; lane++, bit += 16) {
            state[lane] = (int) (Bytes.longAt(streams.states, bit >>> 3) >>> (bit & 7)) - (1 << log) & (1 << log) - 1;
        }
        int extraBit = 0;
        for (int i = 0; i < weights; i++) {
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            int entry = entries[contextOf[(old & 0x7FFFFFFF) >>> 23] + state[i & 3]];
            int count = entry >>> 12 & 15;
            long bits = Bytes.longAt(streams.states, bit >>> 3) >>> (bit & 7);
            state[i & 3] = (entry & 0xFFF) + ((int) bits & (1 << count) - 1);
            bit += count;
            int extra = entry >>> 20;
            int low = (int) (Bytes.longAt(streams.extra, extraBit >>> 3) >>> (extraBit & 7)) & (1 << extra) - 1;
            extraBit += extra;
            Bytes.putInt(out, to + 4 * i, DeltaSymbol.next32(old, (entry >>> 16 & 15) << extra | low, zeroBits));
        }
        checkEnd(streams, state, bit, extraBit);
    }

    /** The encoder started from state 0 everywhere, so the decoder must arrive there, with no bit left. */
    private static void checkEnd(Streams streams, int[] state, int bit, int extraBit) {
        boolean isHome = (state[0] | state[1] | state[2] | state[3]) == 0;
        if (!isHome || bit != streams.endBit || extraBit + 7 >>> 3 != streams.extraBits + 7 >>> 3) {
            throw new Corrupt("coded differences do not end where they should");
        }
    }
}
