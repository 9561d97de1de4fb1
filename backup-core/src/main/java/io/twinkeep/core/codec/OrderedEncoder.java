package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Codes floats as differences of ordered integers to their base, each in the context of the base's exponent. First {@link #scan}, which
 * says how long it will get, then {@link #write}. Not thread-safe: it reuses its arrays.
 */
final class OrderedEncoder {
    private static final int CONTEXT_SHIFT = 8;

    private final Contexts contexts = new Contexts();
    private final TansTables tables = TansTables.create();
    private final int[] counts = new int[TansTables.CONTEXTS << CONTEXT_SHIFT];
    private final char[] states = new char[TansTables.CONTEXTS << TansTables.LARGEST_LOG];
    private final long[] transitions = new long[TansTables.CONTEXTS << CONTEXT_SHIFT];
    private final byte[] header = new byte[TansTables.CONTEXTS * TansTables.SYMBOLS * 4];
    private char[] symbols = new char[0];
    private byte[] extra = new byte[0];
    private byte[] stream = new byte[0];
    private int weights;
    private int log;
    private int extraBits;
    private int headerBytes;

    /** Returns the estimated payload in bytes, without the bytes at the edges. */
    long scan(byte[] raw, int from, byte[] base, int baseFrom, int count, FloatKind kind) {
        weights = count;
        log = logFor(count);
        grow(kind);
        contexts.choose(base, baseFrom, count, kind, CONTEXT_SHIFT);
        Arrays.fill(counts, 0);
        int[] contextOf = contexts.contextOf();
        extraBits = kind.width() == 2
                ? DeltaScanner.scan16(
                        raw, from, base, baseFrom, count, kind.exponentShift(), contextOf, symbols, counts, extra)
                : DeltaScanner.scan32(
                        raw, from, base, baseFrom, count, kind.zeroBits(), contextOf, symbols, counts, extra);
        return (long) (buildTables() + extraBits) / 8 + headerBytes + OrderedFormat.FIXED;
    }

    /** The fewer weights, the smaller the tables: they must be read before the first weight is. */
    private static int logFor(int count) {
        int log = 31 - Integer.numberOfLeadingZeros(count | 1) - 4;
        return Math.clamp(log, TansTables.SMALLEST_LOG, TansTables.LARGEST_LOG);
    }

    private void grow(FloatKind kind) {
        if (symbols.length < weights) {
            symbols = new char[weights];
            stream = new byte[2 * weights + 32];
        }
        if (extra.length < weights * kind.width() + Long.BYTES) {
            extra = new byte[weights * kind.width() + Long.BYTES];
        }
    }

    /** Builds all tables, writes them to {@link #header} and returns the bits that the symbols will take. */
    private double buildTables() {
        var bits = new BitWriter(header, contexts.write(header, 0));
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

    /** Writes what was scanned last; returns the position behind it. */
    int write(byte[] out, int at) {
        long firstBit = TansEncoder.encode(symbols, weights, log, states, transitions, stream);
        int first = (int) (firstBit >>> 3);
        int streamBytes = stream.length - first;
        int extraBytes = extraBits + 7 >>> 3;
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
