package io.twinkeep.core.codec;

/**
 * Numbers in lanes of 16 bits, and the bytes they are packed into: each byte holds two numbers of four bits, or one of eight. Numbers come
 * from four, or two, places at once, so that packing is a few shifts of whole words. Loops are small methods of their own.
 */
final class NumberLanes {
    private static final long NIBBLES = 0x000F000F000F000FL;
    private static final long BYTES = 0x00FF00FF00FF00FFL;

    /** What a sum with it carries into a lane's highest bit: numbers from 15. */
    private static final long FROM_15 = 0x7FF17FF17FF17FF1L;

    private static final long HIGHEST = 0x8000800080008000L;

    private NumberLanes() {}

    /** Bytes that so many numbers of four bits take: a multiple of eight. */
    static int nibbleBytes(int count) {
        return (count + 15 & -16) / 2;
    }

    /** Bytes that so many numbers of eight bits take: a multiple of eight. */
    static int byteBytes(int count) {
        return count + 7 & -8;
    }

    /** Lanes that packing reads: those behind the numbers must be 0. */
    static int padded(int count) {
        return count + 15 & -16;
    }

    /** Numbers of at least 15. */
    static int countLarge(byte[] lanes, int from, int count) {
        int large = 0;
        for (int i = 0; i < 2 * count; i += 8) {
            large += Long.bitCount(large(Bytes.longAt(lanes, from + i)));
        }
        return large;
    }

    /** The highest bit of each lane whose number is at least 15. */
    static long large(long four) {
        return ((four & ~HIGHEST) + FROM_15 | four) & HIGHEST;
    }

    static void packNibbles(byte[] lanes, int from, int count, byte[] plane) {
        int bytes = nibbleBytes(count);
        for (int i = 0; i < bytes; i += 8) {
            long low = Bytes.longAt(lanes, from + i) | Bytes.longAt(lanes, from + bytes + i) << 4;
            long high = Bytes.longAt(lanes, from + 2 * bytes + i) | Bytes.longAt(lanes, from + 3 * bytes + i) << 4;
            Bytes.putLong(plane, i, low | high << 8);
        }
    }

    static void unpackNibbles(byte[] plane, int count, byte[] lanes, int to) {
        int bytes = nibbleBytes(count);
        for (int i = 0; i < bytes; i += 8) {
            long packed = Bytes.longAt(plane, i);
            Bytes.putLong(lanes, to + i, packed & NIBBLES);
            Bytes.putLong(lanes, to + bytes + i, packed >>> 4 & NIBBLES);
            Bytes.putLong(lanes, to + 2 * bytes + i, packed >>> 8 & NIBBLES);
            Bytes.putLong(lanes, to + 3 * bytes + i, packed >>> 12 & NIBBLES);
        }
    }

    static void packBytes(byte[] lanes, int from, int count, byte[] plane) {
        int bytes = byteBytes(count);
        for (int i = 0; i < bytes; i += 8) {
            Bytes.putLong(plane, i, Bytes.longAt(lanes, from + i) | Bytes.longAt(lanes, from + bytes + i) << 8);
        }
    }

    static void unpackBytes(byte[] plane, int count, byte[] lanes, int to) {
        int bytes = byteBytes(count);
        for (int i = 0; i < bytes; i += 8) {
            long packed = Bytes.longAt(plane, i);
            Bytes.putLong(lanes, to + i, packed & BYTES);
            Bytes.putLong(lanes, to + bytes + i, packed >>> 8 & BYTES);
        }
    }

    /** Writes numbers from lanes as numbers of 32 bits. */
    static void widen(byte[] lanes, int count, byte[] numbers, int to) {
        for (int i = 0; i < count; i++) {
            Bytes.putInt(numbers, to + 4 * i, Bytes.shortAt(lanes, 2 * i));
        }
    }
}
