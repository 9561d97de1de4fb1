package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link OrderedEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class OrderedDecoder {
    private static final int SEGMENT = OrderedEncoder.SEGMENT;

    private final byte[] baseSegment = new byte[2 * SEGMENT];
    private final byte[] lanes = new byte[2 * SEGMENT];
    private final byte[] numbers = new byte[4 * SEGMENT];
    private final byte[] weights = new byte[2 * SEGMENT];
    private final Contexts contexts = new Contexts();
    private final ExtraBits extra = new ExtraBits();
    private final TansDecoder decoder = new TansDecoder();

    /**
     * Decodes weights; returns the position behind them, at most {@code limit}.
     *
     * @param count a multiple of {@link TansEncoder#ROUND}
     */
    int read(byte[] in, int at, int limit, FloatKind kind, byte[] base, int baseFrom, int count, byte[] out, int to) {
        contexts.read(in, at);
        int extraBytes = Bytes.u24At(in, at + Contexts.BYTES);
        int start = at + Contexts.BYTES + 3;
        if (extraBytes > limit - start) {
            throw new Corrupt("coded differences have extra bits behind their block");
        }
        extra.read(in, start, extraBytes);
        int next = decoder.open(in, start + extraBytes, limit, contexts.contexts());
        for (int done = 0; done < count; done += SEGMENT) {
            int size = Math.min(SEGMENT, count - done);
            readSegment(kind, base, baseFrom + done * kind.width(), size, out, to + done * kind.width());
        }
        decoder.checkEnd();
        extra.checkEnd(extraBytes);
        return next;
    }

    private void readSegment(FloatKind kind, byte[] base, int baseFrom, int count, byte[] out, int to) {
        OrderedEncoder.load16(base, baseFrom, 0, count, kind, baseSegment);
        contexts.fill(baseSegment, 2 * count, kind.exponentShift(), decoder.log(), lanes);
        decoder.decode(lanes, count);
        if (kind.numberBytes() == 4) {
            extra.toNumbers32(lanes, count, numbers);
            DeltaApplier.apply32(numbers, base, baseFrom, count, kind.zeroBits(), out, to);
            return;
        }
        extra.toNumbers16(lanes, count);
        DeltaApplier.apply16(lanes, baseSegment, 2 * count, weights);
        if (kind.width() == 2) {
            System.arraycopy(weights, 0, out, to, 2 * count);
        } else {
            DeltaApplier.widen(weights, count, out, to);
        }
    }
}
