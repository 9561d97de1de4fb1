package io.twinkeep.core.codec;

/** Codes a block as byte planes, each the cheapest way. Not thread-safe: it reuses its arrays. */
final class PlanesEncoder {
    private final PlaneEncoder encoder;
    private final PlaneSet planes = new PlaneSet();

    PlanesEncoder(PlaneEncoder encoder) {
        this.encoder = encoder;
    }

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
                next = layout.isExponents(plane)
                        ? encoder.writeExponents(planes.arrays[plane], count, out, next)
                        : encoder.write(planes.arrays[plane], count, out, next);
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
}
