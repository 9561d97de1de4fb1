package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/**
 * What does not fit into a number's symbol, bit after bit, the first lowest. Loops are static methods of their own so that they are
 * compiled early. Not thread-safe: it reuses its array.
 */
final class ExtraBits {
    /** Bits of four numbers or symbols in 16 bits each: only those with extra bits have one of them set. */
    private static final long IS_LARGE = 0xFFF0FFF0FFF0FFF0L;

    /** Of each symbol of a number of 16 bits, bits 0–5: the number of its extra bits; from 6: the number without them. */
    private static final int[] NUMBERS = numbers();

    private byte[] bytes = new byte[0];
    private int bit;
    private boolean isDense;

    private static int[] numbers() {
        var numbers = new int[TansTables.SYMBOLS];
        for (int symbol = 0; symbol < numbers.length; symbol++) {
            int extraBits = Math.min(12, DeltaSymbol.extraBitsOf(symbol));
            numbers[symbol] = extraBits | symbol - (extraBits << 3) << extraBits + 6;
        }
        return numbers;
    }

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
        isDense = false;
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
    void toSymbols16(byte[] lanes, int count) {
        bit = toSymbols16(lanes, count, bytes, bit);
    }

    private static int toSymbols16(byte[] lanes, int count, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < 2 * count; i += 8) {
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

    /** Replaces symbols, in 16 bits each, by numbers; all at once where many have extra bits, as branches would be mispredicted then. */
    void toNumbers16(byte[] lanes, int count) {
        int before = bit;
        bit = isDense
                ? toNumbers16Dense(lanes, count, bytes, bit, NUMBERS)
                : toNumbers16(lanes, count, bytes, bit, NUMBERS);
        isDense = bit - before > count / 8;
    }

    private static int toNumbers16(byte[] lanes, int count, byte[] extra, int extraBit, int[] numbers) {
        int bit = extraBit;
        for (int i = 0; i < 2 * count; i += 8) {
            if ((Bytes.longAt(lanes, i) & IS_LARGE) != 0) {
                bit = fourNumbers(lanes, i, extra, bit, numbers);
            }
        }
        return bit;
    }

    private static int toNumbers16Dense(byte[] lanes, int count, byte[] extra, int extraBit, int[] numbers) {
        int bit = extraBit;
        for (int i = 0; i < 2 * count; i += 8) {
            bit = fourNumbers(lanes, i, extra, bit, numbers);
        }
        return bit;
    }

    private static int fourNumbers(byte[] lanes, int at, byte[] extra, int bit, int[] numbers) {
        long bits = Bytes.longAt(extra, bit >>> 3) >>> (bit & 7);
        long four = Bytes.longAt(lanes, at);
        int a = numbers[(int) four & 0xFF];
        int b = numbers[(int) (four >>> 16) & 0xFF];
        int c = numbers[(int) (four >>> 32) & 0xFF];
        int d = numbers[(int) (four >>> 48) & 0xFF];
        Bytes.putShort(lanes, at, number(a, bits));
        Bytes.putShort(lanes, at + 2, number(b, bits >>>= a));
        Bytes.putShort(lanes, at + 4, number(c, bits >>>= b));
        Bytes.putShort(lanes, at + 6, number(d, bits >>> c));
        return bit + (a + b + c + d & 63);
    }

    private static int number(int entry, long bits) {
        return (entry >>> 6) + ((int) bits & ~(-1 << entry));
    }

    /** Writes the symbols, in 16 bits each, of numbers of 32 bits. */
    void toSymbols32(byte[] numbers, int count, byte[] lanes) {
        bit = toSymbols32(numbers, count, lanes, bytes, bit);
    }

    private static int toSymbols32(byte[] numbers, int count, byte[] lanes, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < count; i++) {
            int number = Bytes.intAt(numbers, 4 * i);
            int extraBits = DeltaSymbol.extraBits(number);
            Bytes.putShort(lanes, 2 * i, DeltaSymbol.symbol(number, extraBits));
            append(number & (1 << extraBits) - 1, extra, bit);
            bit += extraBits;
        }
        return bit;
    }

    /** Writes numbers of 32 bits for symbols in 16 bits each. */
    void toNumbers32(byte[] lanes, int count, byte[] numbers) {
        bit = toNumbers32(lanes, count, numbers, bytes, bit);
    }

    private static int toNumbers32(byte[] lanes, int count, byte[] numbers, byte[] extra, int extraBit) {
        int bit = extraBit;
        for (int i = 0; i < count; i++) {
            int symbol = Bytes.shortAt(lanes, 2 * i) & 0xFF;
            int extraBits = DeltaSymbol.extraBitsOf(symbol);
            int low = (int) (Bytes.longAt(extra, bit >>> 3) >>> (bit & 7)) & (1 << extraBits) - 1;
            Bytes.putInt(numbers, 4 * i, symbol - (extraBits << 3) << extraBits | low);
            bit += extraBits;
        }
        return bit;
    }
}
