package io.twinkeep.core.codec;

/** Puts elements together again from byte planes: the inverse of {@link PlaneSplitter}. */
final class PlaneMerger {
    private PlaneMerger() {}

    /** Writes exactly {@code count} elements; plane p is read from {@code planes[p]} from {@code starts[p]}. */
    static void merge(Layout layout, byte[][] planes, int[] starts, int count, byte[] out, int at) {
        switch (layout) {
            case BYTES -> System.arraycopy(planes[0], starts[0], out, at, count);
            case PAIRS -> mergePairs(planes[0], starts[0], planes[1], starts[1], count, out, at);
            case BF16 -> mergeBf16(planes[0], starts[0], planes[1], starts[1], count, out, at);
            case F32 -> mergeF32(planes, starts, count, out, at);
            case QUADS -> mergeQuads(planes, starts, count, out, at);
            case OCTETS -> mergeStrided(planes, starts, 8, count, out, at);
        }
    }

    private static void mergeBf16(
            byte[] rest, int restAt, byte[] exponents, int exponentsAt, int count, byte[] out, int at) {
        int i = 0;
        for (; i <= count - 4; i += 4) {
            long exponent = toEvenBytes(Bytes.intAt(exponents, exponentsAt + i)) << 7;
            long signAndMantissa = toEvenBytes(Bytes.intAt(rest, restAt + i));
            long sign = (signAndMantissa & 0x0080008000800080L) << 8;
            Bytes.putLong(out, at + 2 * i, exponent | signAndMantissa & 0x007F007F007F007FL | sign);
        }
        for (; i < count; i++) {
            int signAndMantissa = rest[restAt + i];
            int exponent = exponents[exponentsAt + i] & 0xFF;
            int weight = (signAndMantissa & 0x80) << 8 | exponent << 7 | signAndMantissa & 0x7F;
            Bytes.putShort(out, at + 2 * i, weight);
        }
    }

    private static void mergePairs(byte[] low, int lowAt, byte[] high, int highAt, int count, byte[] out, int at) {
        int i = 0;
        for (; i <= count - 4; i += 4) {
            long lows = toEvenBytes(Bytes.intAt(low, lowAt + i));
            long highs = toEvenBytes(Bytes.intAt(high, highAt + i));
            Bytes.putLong(out, at + 2 * i, lows | highs << 8);
        }
        for (; i < count; i++) {
            out[at + 2 * i] = low[lowAt + i];
            out[at + 2 * i + 1] = high[highAt + i];
        }
    }

    /** Four bytes to the bytes 0, 2, 4 and 6. */
    private static long toEvenBytes(int four) {
        long spread = four & 0xFFFFFFFFL;
        spread = (spread | spread << 16) & 0x0000FFFF0000FFFFL;
        return (spread | spread << 8) & 0x00FF00FF00FF00FFL;
    }

    private static void mergeF32(byte[][] planes, int[] starts, int count, byte[] out, int at) {
        byte[] low = planes[0];
        byte[] middle = planes[1];
        byte[] rest = planes[2];
        byte[] exponents = planes[3];
        int lowAt = starts[0];
        int middleAt = starts[1];
        int restAt = starts[2];
        int exponentsAt = starts[3];
        for (int i = 0; i < count; i++) {
            int signAndMantissa = rest[restAt + i];
            int high = (signAndMantissa & 0x80) << 24 | (signAndMantissa & 0x7F) << 16;
            int bits = (exponents[exponentsAt + i] & 0xFF) << 23 | (middle[middleAt + i] & 0xFF) << 8;
            Bytes.putInt(out, at + 4 * i, high | bits | low[lowAt + i] & 0xFF);
        }
    }

    private static void mergeQuads(byte[][] planes, int[] starts, int count, byte[] out, int at) {
        byte[] first = planes[0];
        byte[] second = planes[1];
        byte[] third = planes[2];
        byte[] fourth = planes[3];
        for (int i = 0; i < count; i++) {
            int low = first[starts[0] + i] & 0xFF | (second[starts[1] + i] & 0xFF) << 8;
            int high = (third[starts[2] + i] & 0xFF) << 16 | fourth[starts[3] + i] << 24;
            Bytes.putInt(out, at + 4 * i, low | high);
        }
    }

    private static void mergeStrided(byte[][] planes, int[] starts, int stride, int count, byte[] out, int at) {
        for (int plane = 0; plane < stride; plane++) {
            byte[] source = planes[plane];
            int start = starts[plane];
            int to = at + plane;
            for (int i = 0; i < count; i++, to += stride) {
                out[to] = source[start + i];
            }
        }
    }
}
