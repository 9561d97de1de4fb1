package io.twinkeep.core.codec;

/**
 * Turns weights into numbers and deals these out to their contexts' runs. "Lanes" are 16 bits of a byte array for each weight. The loops
 * are static methods of their own so that each is compiled early and finds enough registers.
 */
final class DeltaScanner {
    private static final int EXPONENTS = Contexts.EXPONENTS;

    private DeltaScanner() {}

    /** Counts the exponents of 16-bit weights, in four tables, as equal neighbours would wait for each other. */
    static void countExponents16(byte[] base, int from, int weights, int exponentShift, int[] counts) {
        var lanes = new int[4 * EXPONENTS];
        long mask = (0x7FFF >>> exponentShift) * 0x0001000100010001L;
        int end = from + 2 * weights;
        int i = from;
        for (; i <= end - 8; i += 8) {
            long four = Bytes.longAt(base, i) >>> exponentShift & mask;
            int low = (int) four;
            int high = (int) (four >>> 32);
            lanes[low & 0xFF]++;
            lanes[(low >>> 16 & 0xFF) + 0x100]++;
            lanes[(high & 0xFF) + 0x200]++;
            lanes[(high >>> 16 & 0xFF) + 0x300]++;
        }
        for (; i < end; i += 2) {
            lanes[Bytes.shortAt(base, i) >>> exponentShift & (int) mask & 0xFF]++;
        }
        sumUp(lanes, counts);
    }

    /** Counts the exponents of 32-bit weights. */
    static void countExponents32(byte[] base, int from, int weights, int[] counts) {
        var lanes = new int[4 * EXPONENTS];
        for (int i = 0; i < weights; i++) {
            lanes[Bytes.intAt(base, from + 4 * i) >>> 23 & 0xFF | (i & 3) << 8]++;
        }
        sumUp(lanes, counts);
    }

    private static void sumUp(int[] lanes, int[] counts) {
        for (int i = 0; i < EXPONENTS; i++) {
            counts[i] = lanes[i] + lanes[i | 0x100] + lanes[i | 0x200] + lanes[i | 0x300];
        }
    }

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
        for (int i = 0; i <= bytes - 8; i += 8) {
            Bytes.putLong(numbers, i, DeltaSymbol.fourNumbers16(Bytes.longAt(base, i), Bytes.longAt(raw, i)));
        }
    }

    /** Puts the number of each 16-bit weight where its exponent's run goes on, and moves that place on. */
    static void deal16(byte[] numbers, byte[] base, int weights, int exponentShift, int[] at, byte[] runs) {
        // An array of a length that the compiler sees needs no checks.
        var places = new int[2 * EXPONENTS];
        System.arraycopy(at, 0, places, 0, 2 * EXPONENTS);
        long mask = (0x7FFF >>> exponentShift) * 0x0001000100010001L;
        int i = 0;
        for (; i <= 2 * weights - 8; i += 8) {
            long exponents = Bytes.longAt(base, i) >>> exponentShift & mask;
            long four = Bytes.longAt(numbers, i);
            putUp16(runs, places, (int) exponents, four);
            putDown16(runs, places, (int) (exponents >>> 16), four >>> 16);
            putUp16(runs, places, (int) (exponents >>> 32), four >>> 32);
            putDown16(runs, places, (int) (exponents >>> 48), four >>> 48);
        }
        for (; i < 2 * weights; i += 2) {
            int exponent = Bytes.shortAt(base, i) >>> exponentShift & (int) mask;
            if ((i & 2) == 0) {
                putUp16(runs, places, exponent, Bytes.shortAt(numbers, i));
            } else {
                putDown16(runs, places, exponent, Bytes.shortAt(numbers, i));
            }
        }
        System.arraycopy(places, 0, at, 0, places.length);
    }

    private static void putUp16(byte[] runs, int[] places, int exponent, long number) {
        int at = places[exponent & 0xFF];
        Bytes.putShort(runs, at, (int) number);
        places[exponent & 0xFF] = at + 2;
    }

    private static void putDown16(byte[] runs, int[] places, int exponent, long number) {
        int at = places[(exponent & 0xFF) + EXPONENTS];
        Bytes.putShort(runs, at, (int) number);
        places[(exponent & 0xFF) + EXPONENTS] = at - 2;
    }

    /** The same for 32-bit weights of which {@code zeroBits} low bits are zero; their numbers take 32 bits. */
    static void deal32(
            byte[] raw, int from, byte[] base, int baseFrom, int weights, int zeroBits, int[] places, byte[] runs) {
        for (int i = 0; i < weights; i++) {
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            int number = DeltaSymbol.number32(old, Bytes.intAt(raw, from + 4 * i), zeroBits);
            int run = old >>> 23 & 0xFF | (i & 1) << 8;
            int at = places[run];
            Bytes.putInt(runs, at, number);
            places[run] = at + 4 - (i & 1) * 8;
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
