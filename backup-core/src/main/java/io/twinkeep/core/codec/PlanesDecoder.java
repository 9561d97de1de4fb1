package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link PlanesEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class PlanesDecoder {
    private final PlaneDecoder decoder;
    private final PlaneSet planes = new PlaneSet();

    PlanesDecoder(PlaneDecoder decoder) {
        this.decoder = decoder;
    }

    /** Decodes exactly {@code length} bytes to {@code out}; returns the position behind the planes. */
    int read(byte[] in, int at, int limit, byte[] out, int to, int length) {
        Layout layout = Layout.of(in[at] & 15);
        int phase = in[at] >>> 4 & 15;
        if (phase > Math.min(layout.stride() - 1, length)) {
            throw new Corrupt("a coded block has a first element behind its first bytes");
        }
        int stride = layout.stride();
        int count = (length - phase) / stride;
        int tail = phase + count * stride;
        System.arraycopy(in, at + 2, out, to, phase);
        System.arraycopy(in, at + 2 + phase, out, to + tail, length - tail);
        int next = readPlanes(in, at + 2 + phase + length - tail, limit, stride, in[at + 1], count);
        PlaneMerger.merge(layout, planes.arrays, planes.starts, count, out, to + phase);
        return next;
    }

    private int readPlanes(byte[] in, int at, int limit, int stride, int rawPlanes, int count) {
        int next = at;
        for (int plane = 0; plane < stride; plane++) {
            if ((rawPlanes >>> plane & 1) != 0) {
                next = useRaw(plane, in, next, limit, count);
            }
        }
        for (int plane = 0; plane < stride; plane++) {
            if ((rawPlanes >>> plane & 1) == 0) {
                next = readPlane(plane, in, next, limit, count);
            }
        }
        return next;
    }

    private int useRaw(int plane, byte[] in, int at, int limit, int count) {
        if (count > limit - at) {
            throw new Corrupt("a raw plane says it ends behind its block");
        }
        planes.use(plane, in, at);
        return at + count;
    }

    private int readPlane(int plane, byte[] in, int at, int limit, int count) {
        if (in[at] == PlaneEncoder.RAW) {
            return useRaw(plane, in, at + 1, limit, count);
        }
        planes.useScratch(plane, count);
        return decoder.read(in, at, limit, planes.arrays[plane], count);
    }
}
