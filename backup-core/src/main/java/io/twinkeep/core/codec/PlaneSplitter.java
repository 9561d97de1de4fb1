package io.twinkeep.core.codec;

/**
 * Takes elements apart into byte planes. Of layouts of two or four bytes, elements from as many places of the block are split at once,
 * so that words of planes are made of whole words of elements: see {@link #element}. Loops are small methods of their own so that they
 * are compiled early.
 */
final class PlaneSplitter {
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    private static final long FOURTH = 0x000000FF000000FFL;

    private PlaneSplitter() {}

    /** Splits {@code count} elements; plane p goes to {@code planes[p]} from {@code starts[p]}. */
    static void split(Layout layout, byte[] raw, int from, int count, byte[][] planes, int[] starts) {
        switch (layout) {
            case BYTES -> System.arraycopy(raw, from, planes[0], starts[0], count);
            case PAIRS -> splitPairs(raw, from, count, planes[0], starts[0], planes[1], starts[1]);
            case BF16 -> splitBf16(raw, from, count, planes[0], starts[0], planes[1], starts[1]);
            case F32 -> splitF32(raw, from, count, planes, starts);
            case QUADS -> splitQuads(raw, from, count, planes, starts);
            case OCTETS -> splitStrided(raw, from, 8, count, planes, starts);
        }
    }

    /** Which of {@code count} elements is the plane's byte number {@code at} of. */
    static int element(int at, int stride, int count) {
        int each = count / stride;
        return at < each * stride ? at % stride * each + at / stride : at;
    }

    private static void splitBf16(
            byte[] raw, int from, int count, byte[] rest, int restAt, byte[] exponents, int exponentsAt) {
        int half = count & -2;
        int done = 0;
        for (; done <= half - 8; done += 8) {
            long a = Bytes.longAt(raw, from + done);
            long b = Bytes.longAt(raw, from + half + done);
            Bytes.putLong(exponents, exponentsAt + done, a >>> 7 & EVEN | (b >>> 7 & EVEN) << 8);
            Bytes.putLong(rest, restAt + done, signsAndMantissas16(a) | signsAndMantissas16(b) << 8);
        }
        for (; done < count; done++) {
            int weight = Bytes.shortAt(raw, from + 2 * element(done, 2, count));
            exponents[exponentsAt + done] = (byte) (weight >>> 7);
            rest[restAt + done] = (byte) (weight & 0x7F | weight >>> 8 & 0x80);
        }
    }

    private static long signsAndMantissas16(long four) {
        return four & 0x007F007F007F007FL | four >>> 8 & 0x0080008000800080L;
    }

    private static void splitPairs(byte[] raw, int from, int count, byte[] low, int lowAt, byte[] high, int highAt) {
        int half = count & -2;
        int done = 0;
        for (; done <= half - 8; done += 8) {
            long a = Bytes.longAt(raw, from + done);
            long b = Bytes.longAt(raw, from + half + done);
            Bytes.putLong(low, lowAt + done, a & EVEN | (b & EVEN) << 8);
            Bytes.putLong(high, highAt + done, a >>> 8 & EVEN | b & ~EVEN);
        }
        for (; done < count; done++) {
            int at = from + 2 * element(done, 2, count);
            low[lowAt + done] = raw[at];
            high[highAt + done] = raw[at + 1];
        }
    }

    private static void splitF32(byte[] raw, int from, int count, byte[][] planes, int[] starts) {
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
            long a = Bytes.longAt(raw, from + done);
            long b = Bytes.longAt(raw, from + done + quarter);
            long c = Bytes.longAt(raw, from + done + 2 * quarter);
            long d = Bytes.longAt(raw, from + done + 3 * quarter);
            Bytes.putLong(low, lowAt + done, lowest(a, b, c, d));
            Bytes.putLong(middle, middleAt + done, lowest(a >>> 8, b >>> 8, c >>> 8, d >>> 8));
            Bytes.putLong(
                    rest,
                    restAt + done,
                    lowest(
                            signsAndMantissas32(a),
                            signsAndMantissas32(b),
                            signsAndMantissas32(c),
                            signsAndMantissas32(d)));
            Bytes.putLong(exponents, exponentsAt + done, lowest(a >>> 23, b >>> 23, c >>> 23, d >>> 23));
        }
        for (; done < count; done++) {
            int weight = Bytes.intAt(raw, from + 4 * element(done, 4, count));
            low[lowAt + done] = (byte) weight;
            middle[middleAt + done] = (byte) (weight >>> 8);
            rest[restAt + done] = (byte) (weight >>> 16 & 0x7F | weight >>> 24 & 0x80);
            exponents[exponentsAt + done] = (byte) (weight >>> 23);
        }
    }

    private static long signsAndMantissas32(long two) {
        return two >>> 16 & 0x0000007F0000007FL | two >>> 24 & 0x0000008000000080L;
    }

    /** The lowest bytes of eight elements of four bytes. */
    private static long lowest(long a, long b, long c, long d) {
        return a & FOURTH | (b & FOURTH) << 8 | (c & FOURTH) << 16 | (d & FOURTH) << 24;
    }

    private static void splitQuads(byte[] raw, int from, int count, byte[][] planes, int[] starts) {
        int quarter = count & -4;
        for (int plane = 0; plane < 4; plane++) {
            splitQuad(raw, from, quarter, 8 * plane, planes[plane], starts[plane]);
            for (int done = quarter & -8; done < count; done++) {
                planes[plane][starts[plane] + done] = raw[from + 4 * element(done, 4, count) + plane];
            }
        }
    }

    private static void splitQuad(byte[] raw, int from, int quarter, int shift, byte[] plane, int start) {
        for (int done = 0; done <= quarter - 8; done += 8) {
            long a = Bytes.longAt(raw, from + done) >>> shift;
            long b = Bytes.longAt(raw, from + done + quarter) >>> shift;
            long c = Bytes.longAt(raw, from + done + 2 * quarter) >>> shift;
            long d = Bytes.longAt(raw, from + done + 3 * quarter) >>> shift;
            Bytes.putLong(plane, start + done, lowest(a, b, c, d));
        }
    }

    private static void splitStrided(byte[] raw, int from, int stride, int count, byte[][] planes, int[] starts) {
        for (int plane = 0; plane < stride; plane++) {
            byte[] target = planes[plane];
            int start = starts[plane];
            int at = from + plane;
            for (int i = 0; i < count; i++, at += stride) {
                target[start + i] = raw[at];
            }
        }
    }
}
