package io.twinkeep.core.codec;

/**
 * First pass of coding differences: symbols with their contexts, counts of them, and the extra bits. Loops are static methods of their
 * own so that they are compiled early.
 */
final class DeltaScanner {
    private DeltaScanner() {}

    /**
     * Scans 16-bit weights.
     *
     * @param symbols receives context and symbol of each weight, the symbol in the low byte
     * @param counts is added to, indexed like symbols
     * @param extra receives the extra bits
     * @return how many bits
     */
    static int scan16(
            byte[] raw,
            int from,
            byte[] base,
            int baseFrom,
            int weights,
            int exponentShift,
            int[] contextOf,
            char[] symbols,
            int[] counts,
            byte[] extra) {
        long bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < weights; i++) {
            int old = Bytes.shortAt(base, baseFrom + 2 * i);
            int number = DeltaSymbol.number16(old, Bytes.shortAt(raw, from + 2 * i));
            int extraBits = DeltaSymbol.extraBits(number);
            int symbol = contextOf[(old & 0x7FFF) >>> exponentShift] + DeltaSymbol.symbol(number, extraBits);
            symbols[i] = (char) symbol;
            counts[symbol]++;
            bits |= (long) (number & (1 << extraBits) - 1) << held;
            held += extraBits;
            if (held >= 48) {
                Bytes.putLong(extra, at, bits);
                at += held >>> 3;
                bits >>>= held & 56;
                held &= 7;
            }
        }
        Bytes.putLong(extra, at, bits);
        return (at << 3) + held;
    }

    /** The same for 32-bit weights of which {@code zeroBits} low bits are zero. */
    static int scan32(
            byte[] raw,
            int from,
            byte[] base,
            int baseFrom,
            int weights,
            int zeroBits,
            int[] contextOf,
            char[] symbols,
            int[] counts,
            byte[] extra) {
        long bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < weights; i++) {
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            int number = DeltaSymbol.number32(old, Bytes.intAt(raw, from + 4 * i), zeroBits);
            int extraBits = DeltaSymbol.extraBits(number);
            int symbol = contextOf[(old & 0x7FFFFFFF) >>> 23] + DeltaSymbol.symbol(number, extraBits);
            symbols[i] = (char) symbol;
            counts[symbol]++;
            bits |= (long) (number & (1 << extraBits) - 1) << held;
            held += extraBits;
            if (held >= 32) {
                Bytes.putLong(extra, at, bits);
                at += held >>> 3;
                bits >>>= held & 56;
                held &= 7;
            }
        }
        Bytes.putLong(extra, at, bits);
        return (at << 3) + held;
    }

    /** Low bits that are zero in every one of the 32-bit words. */
    static int commonZeroBits(byte[] bytes, int from, int words) {
        int all = 0;
        for (int i = 0; i < words && (all & 0x1FFF) == 0; i++) {
            all |= Bytes.intAt(bytes, from + 4 * i);
        }
        return Integer.numberOfTrailingZeros(all);
    }
}
