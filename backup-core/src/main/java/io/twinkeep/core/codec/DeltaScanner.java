package io.twinkeep.core.codec;

/**
 * Turns weights into symbols with their contexts, counts them, and writes the extra bits. "Lanes" are 16 bits of a byte array for each
 * weight. The loops are static methods of their own so that each is compiled early and finds enough registers.
 */
final class DeltaScanner {
    /** Sums of counts are kept apart by a weight's position modulo four, as equal neighbours would wait for each other. */
    static final int COUNT_LANES = 4;

    /** Lane bits that only symbols with extra bits have set. */
    static final long HAS_EXTRA = 0x00F000F000F000F0L;

    /** Number bits that only numbers with extra bits have set. */
    private static final long IS_LARGE = 0xFFF0FFF0FFF0FFF0L;

    private DeltaScanner() {}

    /** Writes the lane of each 16-bit weight's context. */
    static void contexts16(byte[] base, int from, int weights, int exponentShift, int[] contextOf, byte[] lanes) {
        int mask = 0x7FFF >>> exponentShift;
        int i = 0;
        for (; i <= weights - 4; i += 4) {
            long exponents = Bytes.longAt(base, from + 2 * i) >>> exponentShift;
            int low = contextOf[(int) exponents & mask] | contextOf[(int) (exponents >>> 16) & mask] << 16;
            int high = contextOf[(int) (exponents >>> 32) & mask] | contextOf[(int) (exponents >>> 48) & mask] << 16;
            Bytes.putLong(lanes, 2 * i, low & 0xFFFFFFFFL | (long) high << 32);
        }
        for (; i < weights; i++) {
            Bytes.putShort(lanes, 2 * i, contextOf[Bytes.shortAt(base, from + 2 * i) >>> exponentShift & mask]);
        }
    }

    /** Writes the lane of each 32-bit weight's context. */
    static void contexts32(byte[] base, int from, int weights, int[] contextOf, byte[] lanes) {
        for (int i = 0; i < weights; i++) {
            Bytes.putShort(lanes, 2 * i, contextOf[Bytes.intAt(base, from + 4 * i) >>> 23 & 0xFF]);
        }
    }

    /** Writes the number of each 16-bit weight. */
    static void numbers16(byte[] raw, int from, byte[] base, int baseFrom, int weights, byte[] lanes) {
        int i = 0;
        for (; i <= weights - 4; i += 4) {
            long old = Bytes.longAt(base, baseFrom + 2 * i);
            Bytes.putLong(lanes, 2 * i, DeltaSymbol.fourNumbers16(old, Bytes.longAt(raw, from + 2 * i)));
        }
        for (; i < weights; i++) {
            int old = Bytes.shortAt(base, baseFrom + 2 * i);
            Bytes.putShort(lanes, 2 * i, DeltaSymbol.number16(old, Bytes.shortAt(raw, from + 2 * i)));
        }
    }

    /**
     * Adds contexts to the symbols of 16-bit numbers and counts them.
     *
     * @param extraBit where the extra bits go on
     * @return where they end
     */
    static int symbols16(
            byte[] numbers,
            byte[] contexts,
            int weights,
            byte[] symbols,
            int at,
            int[] counts,
            byte[] extra,
            int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < 2 * weights; i += 8) {
            long four = Bytes.longAt(numbers, i);
            if ((four & IS_LARGE) != 0) {
                long large = four;
                four = fourSymbols(large);
                bit = putFourExtra(large, extra, bit);
            }
            four += Bytes.longAt(contexts, i);
            Bytes.putLong(symbols, at + i, four);
            counts[(int) four & 0xFFFF]++;
            counts[(int) (four >>> 16) & 0xFFFF | 0x1000]++;
            counts[(int) (four >>> 32) & 0xFFFF | 0x2000]++;
            counts[(int) (four >>> 48) | 0x3000]++;
        }
        return bit;
    }

    private static long fourSymbols(long numbers) {
        int low = symbol((int) numbers & 0xFFFF) | symbol((int) (numbers >>> 16) & 0xFFFF) << 16;
        int high = symbol((int) (numbers >>> 32) & 0xFFFF) | symbol((int) (numbers >>> 48)) << 16;
        return low | (long) high << 32;
    }

    private static int symbol(int number) {
        return DeltaSymbol.symbol(number, DeltaSymbol.extraBits(number));
    }

    private static int putFourExtra(long numbers, byte[] extra, int extraBit) {
        long bits = 0;
        int held = 0;
        for (int shift = 0; shift < 64; shift += 16) {
            int number = (int) (numbers >>> shift) & 0xFFFF;
            int extraBits = DeltaSymbol.extraBits(number);
            bits |= (long) (number & (1 << extraBits) - 1) << held;
            held += extraBits;
        }
        append(bits, extra, extraBit);
        return extraBit + held;
    }

    /** Appends up to 56 bits; the bits of the last byte that are not used yet are zero. */
    private static void append(long bits, byte[] extra, int extraBit) {
        int at = extraBit >>> 3;
        Bytes.putLong(extra, at, bits << (extraBit & 7) | extra[at] & 0xFF);
    }

    /** The same in one pass for 32-bit weights of which {@code zeroBits} low bits are zero. */
    static int symbols32(
            byte[] raw,
            int from,
            byte[] base,
            int baseFrom,
            int weights,
            int zeroBits,
            byte[] contexts,
            byte[] symbols,
            int at,
            int[] counts,
            byte[] extra,
            int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < weights; i++) {
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            int number = DeltaSymbol.number32(old, Bytes.intAt(raw, from + 4 * i), zeroBits);
            int extraBits = DeltaSymbol.extraBits(number);
            int symbol = Bytes.shortAt(contexts, 2 * i) + DeltaSymbol.symbol(number, extraBits);
            Bytes.putShort(symbols, at + 2 * i, symbol);
            counts[symbol | (i & 3) << 12]++;
            append(number & (1 << extraBits) - 1, extra, bit);
            bit += extraBits;
        }
        return bit;
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
