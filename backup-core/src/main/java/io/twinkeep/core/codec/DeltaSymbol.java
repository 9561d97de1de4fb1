package io.twinkeep.core.codec;

/**
 * Differences as symbols. A difference of ordered integers, taken in the direction of the base's sign and zigzagged, is a number below
 * 2^16 or 2^32. Numbers below 16 are symbols of their own; above, a symbol stands for an eighth of an octave and is followed by extra
 * bits: {@code symbol = extra * 8 + (number >>> extra)}, where {@code extra} is the number's bit length less 4.
 */
final class DeltaSymbol {
    /** One more than the largest symbol of a 32-bit number. */
    static final int SYMBOLS = 240;

    private static final long SIGNS = 0x8000800080008000L;
    private static final long ONES = 0x0001000100010001L;

    private DeltaSymbol() {}

    static int extraBits(int number) {
        return 28 - Integer.numberOfLeadingZeros(number | 8);
    }

    static int symbol(int number, int extraBits) {
        return (extraBits << 3) + (number >>> extraBits);
    }

    /** Extra bits of a symbol. */
    static int extraBitsOf(int symbol) {
        return Math.max(0, (symbol >>> 3) - 1);
    }

    /** The number of a 16-bit weight; both weights are unsigned. */
    static int number16(int base, int next) {
        int sign = base & 0x8000;
        int relative = (short) (next ^ sign);
        int ordered = relative ^ relative >> 31 & 0x7FFF;
        int difference = (short) (ordered - (base ^ sign));
        return difference << 1 ^ difference >> 31;
    }

    /** The weight for a number: the inverse of {@link #number16}, with undefined bits above the lowest 16. */
    static int next16(int base, int number) {
        int sign = base & 0x8000;
        int difference = number >>> 1 ^ -(number & 1);
        int ordered = (short) ((base ^ sign) + difference);
        return ordered ^ ordered >> 31 & 0x7FFF ^ sign;
    }

    /** {@link #number16} of four weights at once, each in 16 bits of the arguments and the answer. */
    static long fourNumbers16(long base, long next) {
        long sign = base & SIGNS;
        long relative = next ^ sign;
        long negative = relative & SIGNS;
        long ordered = relative ^ negative - (negative >>> 15);
        // No borrow leaves its 16 bits: the minuend's highest bit is set before and put right after.
        long difference = (ordered | SIGNS) - (base ^ sign) ^ ~ordered & SIGNS;
        long below = difference >>> 15 & ONES;
        return (difference & ~SIGNS) << 1 ^ (below << 16) - below;
    }

    /** {@link #next16} of four weights at once. */
    static long fourNext16(long base, long numbers) {
        long sign = base & SIGNS;
        long below = numbers & ONES;
        long difference = numbers >>> 1 & ~SIGNS ^ (below << 16) - below;
        long ordered = (difference & ~SIGNS) + (base ^ sign) ^ difference & SIGNS;
        long negative = ordered & SIGNS;
        return ordered ^ negative - (negative >>> 15) ^ sign;
    }

    /** The number of a 32-bit weight of which {@code zeroBits} low bits are zero. */
    static int number32(int base, int next, int zeroBits) {
        int sign = base & 0x80000000;
        int relative = next ^ sign;
        int ordered = relative ^ relative >> 31 & 0x7FFFFFFF;
        int difference = (ordered >> zeroBits) - ((base ^ sign) >> zeroBits);
        return difference << 1 ^ difference >> 31;
    }

    /** The inverse of {@link #number32}. */
    static int next32(int base, int number, int zeroBits) {
        int sign = base & 0x80000000;
        int difference = number >>> 1 ^ -(number & 1);
        int ordered = ((base ^ sign) >> zeroBits) + difference;
        return (ordered ^ ordered >> 31 & 0x7FFFFFFF >>> zeroBits) << zeroBits ^ sign;
    }
}
