package io.twinkeep.core.codec;

import java.util.Arrays;

/** Codes a block as byte planes, each the cheapest of raw, constant and Huffman. Not thread-safe: it reuses its arrays. */
final class PlanesEncoder {
    static final int RAW = 0;
    static final int CONSTANT = 1;
    static final int HUFFMAN = 2;

    private final HuffmanEncoder huffman = new HuffmanEncoder();
    private final PlaneSet planes = new PlaneSet();

    /** Returns the position behind the coded block, at most 16 bytes more than the raw one. */
    int write(byte[] raw, int offset, int length, Plan plan, byte[] out, int at) {
        Layout layout = plan.layout();
        int count = (length - plan.phase()) / layout.stride();
        out[at] = (byte) (layout.ordinal() | plan.phase() << 4);
        out[at + 1] = (byte) plan.rawPlanes();
        int next = writeEdges(raw, offset, length, plan, count, out, at + 2);
        next = placePlanes(plan, count, out, next);
        PlaneSplitter.split(layout, raw, offset + plan.phase(), count, planes.arrays, planes.starts);
        for (int plane = 0; plane < layout.stride(); plane++) {
            if (!plan.isRaw(plane)) {
                next = writePlane(planes.arrays[plane], count, out, next);
            }
        }
        return next;
    }

    /** The bytes before the first and behind the last whole element. */
    private static int writeEdges(byte[] raw, int offset, int length, Plan plan, int count, byte[] out, int at) {
        int phase = plan.phase();
        int tail = phase + count * plan.layout().stride();
        System.arraycopy(raw, offset, out, at, phase);
        System.arraycopy(raw, offset + tail, out, at + phase, length - tail);
        return at + phase + length - tail;
    }

    /** Raw planes are split straight into the encoded bytes. */
    private int placePlanes(Plan plan, int count, byte[] out, int at) {
        int next = at;
        for (int plane = 0; plane < plan.layout().stride(); plane++) {
            if (plan.isRaw(plane)) {
                planes.use(plane, out, next);
                next += count;
            } else {
                planes.useScratch(plane, count);
            }
        }
        return next;
    }

    private int writePlane(byte[] plane, int count, byte[] out, int at) {
        if (isConstant(plane, count)) {
            out[at] = CONSTANT;
            out[at + 1] = plane[0];
            return at + 2;
        }
        if (count >= HuffmanEncoder.SMALLEST_PLANE) {
            huffman.count(plane, 0, count);
            if (huffman.plannedBytes() + HuffmanEncoder.slack() < count) {
                out[at] = HUFFMAN;
                return huffman.write(plane, 0, count, out, at + 1);
            }
        }
        out[at] = RAW;
        System.arraycopy(plane, 0, out, at + 1, count);
        return at + 1 + count;
    }

    private static boolean isConstant(byte[] plane, int count) {
        return count > 0 && Arrays.equals(plane, 0, count - 1, plane, 1, count);
    }
}
