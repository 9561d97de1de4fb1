package io.twinkeep.core.codec;

/** Takes elements apart into byte planes. Loops are small methods of their own so that they are compiled early. */
final class PlaneSplitter {
    private static final long EVEN = 0x00FF00FF00FF00FFL;

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

    private static void splitBf16(
            byte[] raw, int from, int count, byte[] rest, int restAt, byte[] exponents, int exponentsAt) {
        int i = 0;
        for (; i <= count - 4; i += 4) {
            long four = Bytes.longAt(raw, from + 2 * i);
            Bytes.putInt(exponents, exponentsAt + i, evenBytes(four >>> 7));
            long signs = four >>> 8 & 0x0080008000800080L;
            Bytes.putInt(rest, restAt + i, evenBytes(four & 0x007F007F007F007FL | signs));
        }
        for (; i < count; i++) {
            int weight = Bytes.shortAt(raw, from + 2 * i);
            exponents[exponentsAt + i] = (byte) (weight >>> 7);
            rest[restAt + i] = (byte) (weight & 0x7F | weight >>> 8 & 0x80);
        }
    }

    private static void splitPairs(byte[] raw, int from, int count, byte[] low, int lowAt, byte[] high, int highAt) {
        int i = 0;
        for (; i <= count - 4; i += 4) {
            long four = Bytes.longAt(raw, from + 2 * i);
            Bytes.putInt(low, lowAt + i, evenBytes(four));
            Bytes.putInt(high, highAt + i, evenBytes(four >>> 8));
        }
        for (; i < count; i++) {
            low[lowAt + i] = raw[from + 2 * i];
            high[highAt + i] = raw[from + 2 * i + 1];
        }
    }

    /** Bytes 0, 2, 4 and 6. */
    private static int evenBytes(long eight) {
        long spread = eight & EVEN;
        spread = (spread | spread >>> 8) & 0x0000FFFF0000FFFFL;
        return (int) (spread | spread >>> 16);
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
        for (int i = 0; i < count; i++) {
            int weight = Bytes.intAt(raw, from + 4 * i);
            low[lowAt + i] = (byte) weight;
            middle[middleAt + i] = (byte) (weight >>> 8);
            rest[restAt + i] = (byte) (weight >>> 16 & 0x7F | weight >>> 24 & 0x80);
            exponents[exponentsAt + i] = (byte) (weight >>> 23);
        }
    }

    private static void splitQuads(byte[] raw, int from, int count, byte[][] planes, int[] starts) {
        byte[] first = planes[0];
        byte[] second = planes[1];
        byte[] third = planes[2];
        byte[] fourth = planes[3];
        for (int i = 0; i < count; i++) {
            int element = Bytes.intAt(raw, from + 4 * i);
            first[starts[0] + i] = (byte) element;
            second[starts[1] + i] = (byte) (element >>> 8);
            third[starts[2] + i] = (byte) (element >>> 16);
            fourth[starts[3] + i] = (byte) (element >>> 24);
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
