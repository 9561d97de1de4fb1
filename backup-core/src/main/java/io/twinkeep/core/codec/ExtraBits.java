package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/**
 * What does not fit into a number's symbol, bit after bit, the first lowest. Loops are static methods of their own so that they are
 * compiled early. Not thread-safe: it reuses its array.
 */
final class ExtraBits {
    /** Lane bits that only numbers with extra bits have set. */
    private static final long IS_LARGE = 0xFFF0FFF0FFF0FFF0L;

    /** Lane bits that only symbols with extra bits have set. */
    private static final long HAS_EXTRA = 0x00F000F000F000F0L;

    private static final int ESCAPE = 15;

    private byte[] bytes = new byte[0];
    private int bit;

    /** Starts to write up to so many bits. */
    void clear(int mostBits) {
        grow(mostBits + 7 >>> 3);
        bytes[0] = 0;
        bit = 0;
    }

    /** Starts to read a copy of these bytes. */
    void read(byte[] in, int from, int length) {
        grow(length);
        System.arraycopy(in, from, bytes, 0, length);
        Bytes.putLong(bytes, length, 0);
        bit = 0;
    }

    private void grow(int length) {
        if (bytes.length < length + 2 * Long.BYTES) {
            bytes = new byte[length + 2 * Long.BYTES];
        }
    }

    int size() {
        return bit + 7 >>> 3;
    }

    int copyTo(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, size());
        return at + size();
    }

    void checkEnd(int length) {
        if (size() != length) {
            throw new Corrupt("coded differences have too many or too few extra bits");
        }
    }

    /** Replaces numbers of 16 bits by their symbols. */
    void toSymbols16(byte[] lanes, int from, int count) {
        bit = toSymbols16(lanes, from, count, bytes, bit);
    }

    private static int toSymbols16(byte[] lanes, int from, int count, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = from; i < from + 2 * count; i += 8) {
            long four = Bytes.longAt(lanes, i);
            if ((four & IS_LARGE) != 0) {
                Bytes.putLong(lanes, i, fourSymbols(four));
                bit = putFour(four, extra, bit);
            }
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

    private static int putFour(long numbers, byte[] extra, int extraBit) {
        int a = (int) numbers & 0xFFFF;
        int b = (int) (numbers >>> 16) & 0xFFFF;
        int c = (int) (numbers >>> 32) & 0xFFFF;
        int d = (int) (numbers >>> 48);
        int forA = DeltaSymbol.extraBits(a);
        int forB = forA + DeltaSymbol.extraBits(b);
        int forC = forB + DeltaSymbol.extraBits(c);
        int forD = DeltaSymbol.extraBits(d);
        long low = low(a, forA) | low(b, forB - forA) << forA;
        append(low | low(c, forC - forB) << forB | low(d, forD) << forC, extra, extraBit);
        return extraBit + forC + forD;
    }

    private static long low(int number, int bits) {
        return number & (1 << bits) - 1;
    }

    /** Appends up to 56 bits; the bits of the last byte that are not used yet are zero. */
    private static void append(long bits, byte[] extra, int extraBit) {
        int at = extraBit >>> 3;
        Bytes.putLong(extra, at, bits << (extraBit & 7) | extra[at] & 0xFF);
    }

    /** Replaces symbols in lanes by numbers of 16 bits. */
    void toNumbers16(byte[] lanes, int from, int count) {
        bit = toNumbers16(lanes, from, count, bytes, bit);
    }

    private static int toNumbers16(byte[] lanes, int from, int count, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = from; i < from + 2 * count; i += 8) {
            long four = Bytes.longAt(lanes, i);
            if ((four & HAS_EXTRA) != 0) {
                Bytes.putLong(lanes, i, fourNumbers(four, Bytes.longAt(extra, bit >>> 3) >>> (bit & 7)));
                bit += fourExtraBits(four);
            }
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

    /** Writes the symbols of numbers of 32 bits to lanes. */
    void toSymbols32(byte[] numbers, int from, int count, byte[] lanes) {
        bit = toSymbols32(numbers, from, count, lanes, bytes, bit);
    }

    private static int toSymbols32(byte[] numbers, int from, int count, byte[] lanes, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < count; i++) {
            int number = Bytes.intAt(numbers, from + 4 * i);
            int extraBits = DeltaSymbol.extraBits(number);
            Bytes.putShort(lanes, 2 * i, DeltaSymbol.symbol(number, extraBits));
            append(number & (1 << extraBits) - 1, extra, bit);
            bit += extraBits;
        }
        return bit;
    }

    /** Writes numbers of 32 bits for the symbols in lanes. */
    void toNumbers32(byte[] lanes, int count, byte[] numbers, int to) {
        bit = toNumbers32(lanes, count, numbers, to, bytes, bit);
    }

    private static int toNumbers32(byte[] lanes, int count, byte[] numbers, int to, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < count; i++) {
            int symbol = Bytes.shortAt(lanes, 2 * i) & 0xFF;
            Bytes.putInt(numbers, to + 4 * i, number(symbol, Bytes.longAt(extra, bit >>> 3) >>> (bit & 7)));
            bit += DeltaSymbol.extraBitsOf(symbol);
        }
        return bit;
    }

    /** Replaces numbers from 15 by 15; all their 16 bits are extra bits. */
    void cut16(byte[] lanes, int from, int count) {
        for (int i = from; i < from + 2 * count; i += 8) {
            if (NumberLanes.large(Bytes.longAt(lanes, i)) != 0) {
                cutFour(lanes, i);
            }
        }
    }

    private void cutFour(byte[] lanes, int from) {
        for (int i = from; i < from + 8; i += 2) {
            int number = Bytes.shortAt(lanes, i);
            if (number >= ESCAPE) {
                append(number, bytes, bit);
                bit += 16;
                Bytes.putShort(lanes, i, ESCAPE);
            }
        }
    }

    /** The inverse of {@link #cut16}. */
    void restore16(byte[] lanes, int from, int count) {
        for (int i = from; i < from + 2 * count; i += 8) {
            if (NumberLanes.large(Bytes.longAt(lanes, i)) != 0) {
                restoreFour(lanes, i);
            }
        }
    }

    private void restoreFour(byte[] lanes, int from) {
        for (int i = from; i < from + 8; i += 2) {
            if (Bytes.shortAt(lanes, i) == ESCAPE) {
                Bytes.putShort(lanes, i, (int) (Bytes.longAt(bytes, bit >>> 3) >>> (bit & 7)));
                bit += 16;
            }
        }
    }
}
