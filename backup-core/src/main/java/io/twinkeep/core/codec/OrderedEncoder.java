package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Codes floats as differences of ordered integers to their base, each in the context of the base's exponent. First {@link #scan}, which
 * says how long it will get, then {@link #write}. Not thread-safe: it reuses its arrays.
 */
final class OrderedEncoder {
    private static final int CONTEXT_SHIFT = 8;
    private static final int COUNTS = TansTables.CONTEXTS << CONTEXT_SHIFT;

    private final Contexts contexts = new Contexts();
    private final TansTables tables = TansTables.create();
    private final int[] counts = new int[DeltaScanner.COUNT_LANES * COUNTS];
    private final byte[] contextLanes = new byte[2 * OrderedFormat.SEGMENT];
    private final byte[] numberLanes = new byte[2 * OrderedFormat.SEGMENT];
    private final char[] states = new char[TansTables.CONTEXTS << TansTables.LARGEST_LOG];
    private final long[] transitions = new long[TansTables.CONTEXTS << CONTEXT_SHIFT];
    private final byte[] header = new byte[TansTables.CONTEXTS * TansTables.SYMBOLS * 4];
    private byte[] symbols = new byte[0];
    private byte[] extra = new byte[0];
    private byte[] stream = new byte[0];
    private int padded;
    private int log;
    private int extraBits;
    private int headerBytes;

    /** Returns the estimated payload in bytes, without the bytes at the edges. */
    long scan(byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind) {
        padded = OrderedFormat.padded(count);
        log = logFor(count);
        grow(kind);
        contexts.choose(base, baseFrom, count, kind, CONTEXT_SHIFT);
        Arrays.fill(counts, 0);
        extra[0] = 0;
        extraBits = 0;
        for (int done = 0; done < count; done += OrderedFormat.SEGMENT) {
            int size = Math.min(OrderedFormat.SEGMENT, count - done);
            int skip = done * kind.width();
            scanSegment(raw, from + skip, base, baseFrom + skip, size, kind, 2 * done);
        }
        return (long) (buildTables() + extraBits) / 8 + headerBytes + OrderedFormat.FIXED;
    }

    private void scanSegment(byte[] raw, int from, byte[] base, int baseFrom, int size, FloatKind kind, int at) {
        int[] contextOf = contexts.contextOf();
        int end = OrderedFormat.padded(size);
        Arrays.fill(contextLanes, 2 * size, 2 * end, (byte) 0);
        Arrays.fill(numberLanes, 2 * size, 2 * end, (byte) 0);
        if (kind.width() == 2) {
            DeltaScanner.contexts16(base, baseFrom, size, kind.exponentShift(), contextOf, contextLanes);
            DeltaScanner.numbers16(raw, from, base, baseFrom, size, numberLanes);
            extraBits = DeltaScanner.symbols16(numberLanes, contextLanes, end, symbols, at, counts, extra, extraBits);
        } else {
            int zeroBits = kind.zeroBits();
            DeltaScanner.contexts32(base, baseFrom, size, contextOf, contextLanes);
            extraBits = DeltaScanner.symbols32(
                    raw, from, base, baseFrom, size, zeroBits, contextLanes, symbols, at, counts, extra, extraBits);
            Arrays.fill(symbols, at + 2 * size, at + 2 * end, (byte) 0);
            counts[0] += end - size;
        }
    }

    /** The fewer weights, the smaller the tables: they must be read before the first weight is. */
    private static int logFor(int count) {
        int log = 31 - Integer.numberOfLeadingZeros(count | 1) - 6;
        return Math.clamp(log, TansTables.SMALLEST_LOG, TansTables.LARGEST_LOG);
    }

    private void grow(FloatKind kind) {
        if (symbols.length < 2 * padded) {
            symbols = new byte[2 * padded];
            stream = new byte[2 * padded + 32];
        }
        if (extra.length < padded * kind.width() + Long.BYTES) {
            extra = new byte[padded * kind.width() + Long.BYTES];
        }
    }

    /** Builds all tables, writes them to {@link #header} and returns the bits that the symbols will take. */
    private double buildTables() {
        var bits = new BitWriter(header, contexts.write(header, 0));
        for (int i = 0; i < COUNTS; i++) {
            counts[i] += counts[COUNTS + i] + counts[2 * COUNTS + i] + counts[3 * COUNTS + i];
        }
        double sum = 0;
        for (int context = 0; context < contexts.contexts(); context++) {
            int from = context << CONTEXT_SHIFT;
            sum += Normalizer.normalize(counts, from, TansTables.SYMBOLS, log, tables.shares());
            tables.writeShares(bits, log);
            tables.buildEncoder(context, log, states, transitions);
        }
        headerBytes = bits.close();
        return sum;
    }

    /** Writes what was scanned last; returns the position behind it, or -1 if that would be behind {@code limit}. */
    int write(byte[] out, int at, int limit) {
        long firstBit = TansEncoder.encode(symbols, padded, log, states, transitions, stream);
        int first = (int) (firstBit >>> 3);
        int streamBytes = stream.length - first;
        int extraBytes = extraBits + 7 >>> 3;
        if (OrderedFormat.FIXED + headerBytes + streamBytes + extraBytes > limit - at) {
            return -1;
        }
        out[at] = (byte) (log | contexts.contexts() - 1 << 4);
        out[at + 1] = (byte) (firstBit & 7);
        Bytes.putU24(out, at + 2, streamBytes);
        Bytes.putU24(out, at + 5, extraBytes);
        int next = append(header, 0, headerBytes, out, at + OrderedFormat.FIXED);
        next = append(stream, first, streamBytes, out, next);
        return append(extra, 0, extraBytes, out, next);
    }

    private static int append(byte[] from, int start, int length, byte[] out, int at) {
        System.arraycopy(from, start, out, at, length);
        return at + length;
    }
}
