package io.twinkeep.core.codec;

/** Puts elements together again from byte planes: the inverse of {@link PlaneSplitter}. */
final class PlaneMerger {
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    private static final long FOURTH = 0x000000FF000000FFL;

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
        int half = count & -2;
        int done = 0;
        for (; done <= half - 8; done += 8) {
            long exponent = Bytes.longAt(exponents, exponentsAt + done);
            long signAndMantissa = Bytes.longAt(rest, restAt + done);
            Bytes.putLong(out, at + done, fourBf16(exponent & EVEN, signAndMantissa & EVEN));
            Bytes.putLong(out, at + half + done, fourBf16(exponent >>> 8 & EVEN, signAndMantissa >>> 8 & EVEN));
        }
        for (; done < count; done++) {
            int signAndMantissa = rest[restAt + done];
            int exponent = exponents[exponentsAt + done] & 0xFF;
            int weight = (signAndMantissa & 0x80) << 8 | exponent << 7 | signAndMantissa & 0x7F;
            Bytes.putShort(out, at + 2 * PlaneSplitter.element(done, 2, count), weight);
        }
    }

    private static long fourBf16(long exponents, long signsAndMantissas) {
        long sign = (signsAndMantissas & 0x0080008000800080L) << 8;
        return exponents << 7 | signsAndMantissas & 0x007F007F007F007FL | sign;
    }

    private static void mergePairs(byte[] low, int lowAt, byte[] high, int highAt, int count, byte[] out, int at) {
        int half = count & -2;
        int done = 0;
        for (; done <= half - 8; done += 8) {
            long lows = Bytes.longAt(low, lowAt + done);
            long highs = Bytes.longAt(high, highAt + done);
            Bytes.putLong(out, at + done, lows & EVEN | (highs & EVEN) << 8);
            Bytes.putLong(out, at + half + done, lows >>> 8 & EVEN | highs & ~EVEN);
        }
        for (; done < count; done++) {
            int to = at + 2 * PlaneSplitter.element(done, 2, count);
            out[to] = low[lowAt + done];
            out[to + 1] = high[highAt + done];
        }
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
        int quarter = count & -4;
        int done = 0;
        for (; done <= quarter - 8; done += 8) {
            long l = Bytes.longAt(low, lowAt + done);
            long m = Bytes.longAt(middle, middleAt + done);
            long r = Bytes.longAt(rest, restAt + done);
            long e = Bytes.longAt(exponents, exponentsAt + done);
            Bytes.putLong(out, at + done, twoF32(l, m, r, e));
            Bytes.putLong(out, at + done + quarter, twoF32(l >>> 8, m >>> 8, r >>> 8, e >>> 8));
            Bytes.putLong(out, at + done + 2 * quarter, twoF32(l >>> 16, m >>> 16, r >>> 16, e >>> 16));
            Bytes.putLong(out, at + done + 3 * quarter, twoF32(l >>> 24, m >>> 24, r >>> 24, e >>> 24));
        }
        for (; done < count; done++) {
            int signAndMantissa = rest[restAt + done];
            int high = (signAndMantissa & 0x80) << 24 | (signAndMantissa & 0x7F) << 16;
            int bits = (exponents[exponentsAt + done] & 0xFF) << 23 | (middle[middleAt + done] & 0xFF) << 8;
            int to = at + 4 * PlaneSplitter.element(done, 4, count);
            Bytes.putInt(out, to, high | bits | low[lowAt + done] & 0xFF);
        }
    }

    /** Two floats from the bytes 0 and 4 of their planes. */
    private static long twoF32(long low, long middle, long rest, long exponents) {
        long mantissa = low & FOURTH | (middle & FOURTH) << 8 | (rest & 0x0000007F0000007FL) << 16;
        return mantissa | (exponents & FOURTH) << 23 | (rest & 0x0000008000000080L) << 24;
    }

    private static void mergeQuads(byte[][] planes, int[] starts, int count, byte[] out, int at) {
        byte[] first = planes[0];
        byte[] second = planes[1];
        byte[] third = planes[2];
        byte[] fourth = planes[3];
        for (int i = 0; i < count; i++) {
            int low = first[starts[0] + i] & 0xFF | (second[starts[1] + i] & 0xFF) << 8;
            int high = (third[starts[2] + i] & 0xFF) << 16 | fourth[starts[3] + i] << 24;
            Bytes.putInt(out, at + 4 * PlaneSplitter.element(i, 4, count), low | high);
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
