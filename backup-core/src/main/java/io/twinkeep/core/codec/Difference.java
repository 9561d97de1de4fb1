package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;

/**
 * Zigzagged differences of little-endian integers of 1, 2, 4 or 8 bytes, modulo their size; bytes behind the last whole integer are
 * subtracted one by one.
 */
final class Difference {
    private Difference() {}

    /** What the differences are coded as. */
    static ElementType typeFor(int width) {
        return switch (width) {
            case 1 -> ElementType.I8;
            case 2 -> ElementType.I16;
            case 4 -> ElementType.I32;
            case 8 -> ElementType.I64;
            default -> throw new Corrupt("a difference of integers of " + width + " bytes is unknown");
        };
    }

    static void subtract(byte[] raw, int offset, byte[] base, int baseOffset, int length, int width, byte[] out) {
        int whole = length / width * width;
        for (int i = 0; i < whole; i += width) {
            long difference = valueAt(raw, offset + i, width) - valueAt(base, baseOffset + i, width);
            int unused = 64 - 8 * width;
            long signed = difference << unused >> unused;
            put(out, i, width, signed << 1 ^ signed >> 63);
        }
        for (int i = whole; i < length; i++) {
            out[i] = (byte) (raw[offset + i] - base[baseOffset + i]);
        }
    }

    static void add(byte[] differences, byte[] base, int baseOffset, int length, int width, byte[] out, int to) {
        int whole = length / width * width;
        int unused = 64 - 8 * width;
        for (int i = 0; i < whole; i += width) {
            long zigzag = valueAt(differences, i, width) << unused >>> unused;
            long difference = zigzag >>> 1 ^ -(zigzag & 1);
            put(out, to + i, width, valueAt(base, baseOffset + i, width) + difference);
        }
        for (int i = whole; i < length; i++) {
            out[to + i] = (byte) (differences[i] + base[baseOffset + i]);
        }
    }

    private static long valueAt(byte[] bytes, int at, int width) {
        return switch (width) {
            case 1 -> bytes[at];
            case 2 -> Bytes.shortAt(bytes, at);
            case 4 -> Bytes.intAt(bytes, at);
            default -> Bytes.longAt(bytes, at);
        };
    }

    private static void put(byte[] bytes, int at, int width, long value) {
        switch (width) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> Bytes.putShort(bytes, at, (int) value);
            case 4 -> Bytes.putInt(bytes, at, (int) value);
            default -> Bytes.putLong(bytes, at, value);
        }
    }
}
