package io.twinkeep.core.codec;

import java.util.Arrays;

/** Codes one byte plane, the cheapest of several ways. Not thread-safe: it reuses its arrays. */
final class PlaneEncoder {
    static final int RAW = 0;
    static final int CONSTANT = 1;
    static final int HUFFMAN = 2;

    private final HuffmanEncoder huffman = new HuffmanEncoder();

    /** Writes the plane; returns the position behind it, at most {@code count + 1} bytes further. */
    int write(byte[] plane, int count, byte[] out, int at) {
        if (isConstant(plane, count)) {
            return writeConstant(plane, out, at);
        }
        if (count >= HuffmanEncoder.SMALLEST_PLANE) {
            huffman.count(plane, 0, count);
            if (huffman.plannedBytes() + HuffmanEncoder.slack() < count) {
                out[at] = HUFFMAN;
                return huffman.write(plane, 0, count, out, at + 1);
            }
        }
        return writeRaw(plane, count, out, at);
    }

    /** The same for a plane of exponents, with codes from a sample if that shows enough. */
    int writeExponents(byte[] plane, int count, byte[] out, int at) {
        if (huffman.countSample(plane, count) && huffman.plannedBytes() < count / 2) {
            out[at] = HUFFMAN;
            int end = huffman.write(plane, 0, count, out, at + 1);
            if (end >= 0) {
                return end;
            }
        }
        return write(plane, count, out, at);
    }

    private static boolean isConstant(byte[] plane, int count) {
        return count > 0 && Arrays.equals(plane, 0, count - 1, plane, 1, count);
    }

    private static int writeConstant(byte[] plane, byte[] out, int at) {
        out[at] = CONSTANT;
        out[at + 1] = plane[0];
        return at + 2;
    }

    private static int writeRaw(byte[] plane, int count, byte[] out, int at) {
        out[at] = RAW;
        System.arraycopy(plane, 0, out, at + 1, count);
        return at + 1 + count;
    }
}
