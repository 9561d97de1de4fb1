package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link OrderedEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class OrderedDecoder {
    private static final int SEGMENT = OrderedEncoder.SEGMENT;

    private final byte[] baseSegment = new byte[2 * SEGMENT];
    private final byte[] numbers = new byte[2 * SEGMENT];
    private final byte[] weights = new byte[2 * SEGMENT];
    private final Contexts contexts = new Contexts();
    private final RunDecoder decoder;
    private byte[] runs = new byte[0];

    OrderedDecoder(PlaneDecoder decoder) {
        this.decoder = new RunDecoder(decoder);
    }

    /** Decodes {@code count} weights; returns the position behind them, at most {@code limit}. */
    int read(byte[] in, int at, int limit, FloatKind kind, byte[] base, int baseFrom, int count, byte[] out, int to) {
        int next = contexts.read(in, at, limit, count);
        int width = kind.numberBytes();
        int bytes = contexts.place(width);
        if (runs.length < bytes) {
            runs = new byte[bytes];
        }
        for (int context = 0; context < contexts.contexts(); context++) {
            int start = contexts.start(context);
            int size = contexts.size(context);
            next = width == 2
                    ? decoder.read16(in, next, limit, runs, start, size)
                    : decoder.read32(in, next, limit, runs, start, size);
        }
        if (width == 2) {
            apply16(base, baseFrom, count, kind, out, to);
        } else {
            DeltaApplier.apply32(runs, contexts.places(), base, baseFrom, count, kind.zeroBits(), out, to);
        }
        if (!contexts.areUsedUp(width)) {
            throw new Corrupt("coded differences are to another base");
        }
        return next;
    }

    private void apply16(byte[] base, int baseFrom, int count, FloatKind kind, byte[] out, int to) {
        int exponentShift = kind.exponentShift() - kind.zeroBits();
        for (int done = 0; done < count; done += SEGMENT) {
            int size = Math.min(SEGMENT, count - done);
            OrderedEncoder.load16(base, baseFrom, done, size, kind, baseSegment);
            DeltaApplier.collect16(runs, contexts.places(), baseSegment, size, exponentShift, numbers);
            DeltaApplier.apply16(numbers, baseSegment, 2 * size + 6 & -8, weights);
            if (kind.width() == 2) {
                System.arraycopy(weights, 0, out, to + 2 * done, 2 * size);
            } else {
                DeltaApplier.widen(weights, size, out, to + 4 * done);
            }
        }
    }
}
