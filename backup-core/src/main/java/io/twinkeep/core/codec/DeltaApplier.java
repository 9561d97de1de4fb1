package io.twinkeep.core.codec;

/** Turns decoded symbols and extra bits into weights; the loops are static methods of their own so that they are compiled early. */
final class DeltaApplier {
    private DeltaApplier() {}

    /**
     * Applies symbols to 16-bit weights.
     *
     * @param extra eight bytes behind the extra bits must be readable
     * @param extraBit where the extra bits go on
     * @return where they end
     */
    static int apply16(
            byte[] symbols, byte[] extra, int extraBit, byte[] base, int baseFrom, int weights, byte[] out, int to) {
        int bit = extraBit;
        int i = 0;
        for (; i <= 2 * weights - 8; i += 8) {
            long numbers = Bytes.longAt(symbols, i);
            if ((numbers & DeltaScanner.HAS_EXTRA) != 0) {
                long four = numbers;
                numbers = fourNumbers(four, Bytes.longAt(extra, bit >>> 3) >>> (bit & 7));
                bit += fourExtraBits(four);
            }
            Bytes.putLong(out, to + i, DeltaSymbol.fourNext16(Bytes.longAt(base, baseFrom + i), numbers));
        }
        for (; i < 2 * weights; i += 2) {
            int symbol = Bytes.shortAt(symbols, i);
            int number = number(symbol, Bytes.longAt(extra, bit >>> 3) >>> (bit & 7));
            bit += DeltaSymbol.extraBitsOf(symbol);
            Bytes.putShort(out, to + i, DeltaSymbol.next16(Bytes.shortAt(base, baseFrom + i), number));
        }
        return bit;
    }

    private static long fourNumbers(long symbols, long extra) {
        int a = (int) symbols & 0xFF;
        int b = (int) (symbols >>> 16) & 0xFF;
        int c = (int) (symbols >>> 32) & 0xFF;
        int d = (int) (symbols >>> 48) & 0xFF;
        int usedA = DeltaSymbol.extraBitsOf(a);
        int usedB = usedA + DeltaSymbol.extraBitsOf(b);
        int usedC = usedB + DeltaSymbol.extraBitsOf(c);
        long low = number(a, extra) & 0xFFFF | (long) (number(b, extra >>> usedA) & 0xFFFF) << 16;
        return low | (long) (number(c, extra >>> usedB) & 0xFFFF) << 32 | (long) number(d, extra >>> usedC) << 48;
    }

    private static int fourExtraBits(long symbols) {
        int low =
                DeltaSymbol.extraBitsOf((int) symbols & 0xFF) + DeltaSymbol.extraBitsOf((int) (symbols >>> 16) & 0xFF);
        return low
                + DeltaSymbol.extraBitsOf((int) (symbols >>> 32) & 0xFF)
                + DeltaSymbol.extraBitsOf((int) (symbols >>> 48) & 0xFF);
    }

    private static int number(int symbol, long extra) {
        int extraBits = DeltaSymbol.extraBitsOf(symbol);
        return symbol - (extraBits << 3) << extraBits | (int) extra & (1 << extraBits) - 1;
    }

    /** The same for 32-bit weights of which {@code zeroBits} low bits are zero. */
    static int apply32(
            byte[] symbols,
            byte[] extra,
            int extraBit,
            byte[] base,
            int baseFrom,
            int weights,
            int zeroBits,
            byte[] out,
            int to) {
        int bit = extraBit;
        for (int i = 0; i < weights; i++) {
            int symbol = Bytes.shortAt(symbols, 2 * i);
            int number = number(symbol, Bytes.longAt(extra, bit >>> 3) >>> (bit & 7));
            bit += DeltaSymbol.extraBitsOf(symbol);
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            Bytes.putInt(out, to + 4 * i, DeltaSymbol.next32(old, number, zeroBits));
        }
        return bit;
    }
}
