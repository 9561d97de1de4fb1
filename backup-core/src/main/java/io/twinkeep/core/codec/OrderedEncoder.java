package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Codes floats as differences of ordered integers to their base, each with the table for the base's exponent. Not thread-safe: it reuses
 * its arrays.
 */
final class OrderedEncoder {
    /** Weights that go through all loops together, so that what passes between them stays in the first-level cache. */
    static final int SEGMENT = 2048;

    private static final int SYMBOLS = TansTables.SYMBOLS;

    private final byte[] rawSegment = new byte[4 * SEGMENT];
    private final byte[] baseSegment = new byte[2 * SEGMENT];
    private final byte[] numbers = new byte[4 * SEGMENT];
    private final byte[] lanes = new byte[2 * SEGMENT];
    private final Contexts contexts = new Contexts();
    private final ExtraBits extra = new ExtraBits();
    private final TansEncoder encoder = new TansEncoder();
    private final int[] counts = new int[Contexts.MOST * SYMBOLS];
    private final int[] moreCounts = new int[Contexts.MOST * SYMBOLS];
    private byte[] codes = new byte[0];

    /**
     * Returns the position behind the coded floats, or -1 if that would be behind {@code limit}.
     *
     * @param count a multiple of {@link TansEncoder#ROUND}
     */
    int write(
            byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind, byte[] out, int at, int limit) {
        contexts.choose(base, baseFrom, count, kind);
        fillCodes(raw, from, base, baseFrom, count, kind);
        int planned = Contexts.BYTES + 3 + extra.size() + encoder.plan(counts, contexts.contexts(), count);
        if (planned > limit - at) {
            return -1;
        }
        contexts.write(out, at);
        Bytes.putU24(out, at + Contexts.BYTES, extra.size());
        int next = extra.copyTo(out, at + Contexts.BYTES + 3);
        return encoder.write(codes, count, out, next, limit);
    }

    private void fillCodes(byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind) {
        if (codes.length < 2 * count) {
            codes = new byte[2 * count];
        }
        Arrays.fill(counts, 0);
        Arrays.fill(moreCounts, 0);
        extra.clear(8 * kind.numberBytes() * count);
        int shift = kind.exponentShift();
        for (int done = 0; done < count; done += SEGMENT) {
            int size = Math.min(SEGMENT, count - done);
            load16(base, baseFrom, done, size, kind, baseSegment);
            contexts.fill(baseSegment, 2 * size, shift, 8, lanes);
            if (kind.numberBytes() == 2) {
                load16(raw, from, done, size, kind, rawSegment);
                DeltaScanner.numbers16(rawSegment, baseSegment, 2 * size, numbers);
                extra.toSymbols16(numbers, size);
            } else {
                DeltaScanner.numbers32(
                        raw, from + 4 * done, base, baseFrom + 4 * done, size, kind.zeroBits(), rawSegment);
                extra.toSymbols32(rawSegment, size, numbers);
            }
            DeltaScanner.join(lanes, numbers, 2 * size, codes, 2 * done, counts, moreCounts);
        }
        for (int code = 0; code < counts.length; code++) {
            counts[code] += moreCounts[code];
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
