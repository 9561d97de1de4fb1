package io.twinkeep.core.codec;

/** Turns weights into numbers. The loops are static methods of their own so that each is compiled early and finds enough registers. */
final class DeltaScanner {
    private DeltaScanner() {}

    /** Writes the high halves of 32-bit weights. */
    static void highHalves(byte[] raw, int from, int weights, byte[] halves) {
        int i = 0;
        for (; i <= weights - 4; i += 4) {
            long low = Bytes.longAt(raw, from + 4 * i);
            long high = Bytes.longAt(raw, from + 4 * i + 8);
            long lower = low >>> 16 & 0xFFFF | low >>> 32 & 0xFFFF0000L;
            Bytes.putLong(halves, 2 * i, lower | (high >>> 16 & 0xFFFF | high >>> 32 & 0xFFFF0000L) << 32);
        }
        for (; i < weights; i++) {
            Bytes.putShort(halves, 2 * i, Bytes.intAt(raw, from + 4 * i) >>> 16);
        }
    }

    /** Writes the number of each 16-bit weight. All three arrays are used at the same places, so that vectors can be. */
    static void numbers16(byte[] raw, byte[] base, int bytes, byte[] numbers) {
        for (int i = 0; i < bytes; i += 8) {
            Bytes.putLong(numbers, i, DeltaSymbol.fourNumbers16(Bytes.longAt(base, i), Bytes.longAt(raw, i)));
        }
    }

    /** Writes the number of each 32-bit weight of which {@code zeroBits} low bits are zero. */
    static void numbers32(byte[] raw, int from, byte[] base, int baseFrom, int weights, int zeroBits, byte[] numbers) {
        for (int i = 0; i < 4 * weights; i += 4) {
            int old = Bytes.intAt(base, baseFrom + i);
            Bytes.putInt(numbers, i, DeltaSymbol.number32(old, Bytes.intAt(raw, from + i), zeroBits));
        }
    }

    /** Joins contexts and symbols to codes, and counts these: in two tables, as equal neighbours would wait for each other. */
    static void join(byte[] contexts, byte[] symbols, int bytes, byte[] codes, int to, int[] counts, int[] more) {
        for (int i = 0; i < bytes; i += 8) {
            long four = Bytes.longAt(contexts, i) | Bytes.longAt(symbols, i);
            Bytes.putLong(codes, to + i, four);
            int low = (int) four;
            int high = (int) (four >>> 32);
            counts[low & 0xFFFF]++;
            more[low >>> 16]++;
            counts[high & 0xFFFF]++;
            more[high >>> 16]++;
        }
    }

    /** Low bits that are zero in every one of the 32-bit words, 32 if there are none. */
    static int commonZeroBits(byte[] bytes, int from, int words) {
        int all = 0;
        for (int i = 0; i < words && (all & 0x1FFF) == 0; i++) {
            all |= Bytes.intAt(bytes, from + 4 * i);
        }
        return Integer.numberOfTrailingZeros(all);
    }
}
