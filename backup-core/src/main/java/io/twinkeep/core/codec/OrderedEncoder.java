package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Codes floats as differences of ordered integers to their base. The differences are dealt out to runs, one for each frequent exponent of
 * the base, and each run is coded alone. Not thread-safe: it reuses its arrays.
 */
final class OrderedEncoder {
    /** Weights that go through all loops together, so that what passes between them stays in the first-level cache. */
    static final int SEGMENT = 2048;

    private final byte[] rawSegment = new byte[2 * SEGMENT];
    private final byte[] baseSegment = new byte[2 * SEGMENT];
    private final byte[] numbers = new byte[2 * SEGMENT];
    private final Contexts contexts = new Contexts();
    private final RunEncoder encoder;
    private final byte[] table = new byte[Contexts.MOST_BYTES];
    private byte[] runs = new byte[0];

    OrderedEncoder(PlaneEncoder encoder) {
        this.encoder = new RunEncoder(encoder);
    }

    /** Returns the position behind the coded floats, or -1 if that would be behind {@code limit}. */
    int write(
            byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind, byte[] out, int at, int limit) {
        contexts.choose(base, baseFrom, count, kind);
        int tableBytes = contexts.write(table, 0);
        if (tableBytes > limit - at) {
            return -1;
        }
        System.arraycopy(table, 0, out, at, tableBytes);
        int next = at + tableBytes;
        deal(raw, from, base, baseFrom, count, kind);
        for (int context = 0; next >= 0 && context < contexts.contexts(); context++) {
            int start = contexts.start(context);
            int size = contexts.size(context);
            next = kind.numberBytes() == 2
                    ? encoder.write16(runs, start, size, out, next, limit)
                    : encoder.write32(runs, start, size, out, next, limit);
        }
        return next;
    }

    private void deal(byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind) {
        int width = kind.numberBytes();
        int bytes = contexts.place(width);
        if (runs.length < bytes) {
            runs = new byte[bytes];
        }
        for (int context = 0; context < contexts.contexts(); context++) {
            int size = contexts.size(context);
            int end = contexts.start(context) + width * size;
            Arrays.fill(runs, end, end + width * (NumberLanes.padded(size) - size), (byte) 0);
        }
        if (width == 2) {
            deal16(raw, from, base, baseFrom, count, kind);
        } else {
            DeltaScanner.deal32(raw, from, base, baseFrom, count, kind.zeroBits(), contexts.places(), runs);
        }
    }

    private void deal16(byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind) {
        int exponentShift = kind.exponentShift() - kind.zeroBits();
        for (int done = 0; done < count; done += SEGMENT) {
            int size = Math.min(SEGMENT, count - done);
            load16(raw, from, done, size, kind, rawSegment);
            load16(base, baseFrom, done, size, kind, baseSegment);
            DeltaScanner.numbers16(rawSegment, baseSegment, 2 * size + 6 & -8, numbers);
            DeltaScanner.deal16(numbers, baseSegment, size, exponentShift, contexts.places(), runs);
        }
    }

    /** Copies weights, of 32-bit weights their high halves, to where vectors can be made of them. */
    static void load16(byte[] floats, int from, int done, int count, FloatKind kind, byte[] segment) {
        int start = from + done * kind.width();
        if (kind.width() == 2) {
            System.arraycopy(floats, start, segment, 0, 2 * count);
        } else {
            DeltaScanner.highHalves(floats, start, count, segment);
        }
    }
}
