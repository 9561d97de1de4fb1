package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/** Reads what {@link OrderedEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class OrderedDecoder {
    private final Contexts contexts = new Contexts();
    private final TansTables tables = TansTables.create();
    private final int[] entries = new int[TansTables.CONTEXTS << TansTables.LARGEST_LOG];
    private final TansDecoder symbols = new TansDecoder();
    private final byte[] contextLanes = new byte[2 * OrderedFormat.SEGMENT];
    private final byte[] symbolLanes = new byte[2 * OrderedFormat.SEGMENT];
    private byte[] stream = new byte[0];
    private byte[] extra = new byte[0];

    /** Decodes {@code count} weights; returns the position behind them, at most {@code limit}. */
    int read(byte[] in, int at, int limit, FloatKind kind, byte[] base, int baseFrom, int count, byte[] out, int to) {
        int log = in[at] & 15;
        if (log < TansTables.SMALLEST_LOG || log > TansTables.LARGEST_LOG) {
            throw new Corrupt("coded differences have tables of an impossible size");
        }
        int streamAt = readTables(in, at, limit, log);
        int streamBytes = Bytes.u24At(in, at + 2);
        int extraBytes = Bytes.u24At(in, at + 5);
        if (streamBytes + extraBytes > limit - streamAt) {
            throw new Corrupt("coded differences say they end behind their block");
        }
        stream = padded(stream, in, streamAt, streamBytes);
        extra = padded(extra, in, streamAt + streamBytes, extraBytes);
        symbols.start(stream, in[at + 1] & 7, log);
        int extraBit = 0;
        for (int done = 0; done < count; done += OrderedFormat.SEGMENT) {
            int size = Math.min(OrderedFormat.SEGMENT, count - done);
            int skip = done * kind.width();
            extraBit = readSegment(kind, base, baseFrom + skip, size, extraBit, out, to + skip);
        }
        symbols.checkEnd(streamBytes);
        if (extraBit + 7 >>> 3 != extraBytes) {
            throw new Corrupt("coded differences have too many or too few extra bits");
        }
        return streamAt + streamBytes + extraBytes;
    }

    private int readSegment(FloatKind kind, byte[] base, int baseFrom, int size, int extraBit, byte[] out, int to) {
        int[] contextOf = contexts.contextOf();
        int end = OrderedFormat.padded(size);
        Arrays.fill(contextLanes, 2 * size, 2 * end, (byte) 0);
        if (kind.width() == 2) {
            DeltaScanner.contexts16(base, baseFrom, size, kind.exponentShift(), contextOf, contextLanes);
            symbols.read(entries, contextLanes, end, symbolLanes);
            return DeltaApplier.apply16(symbolLanes, extra, extraBit, base, baseFrom, size, out, to);
        }
        DeltaScanner.contexts32(base, baseFrom, size, contextOf, contextLanes);
        symbols.read(entries, contextLanes, end, symbolLanes);
        int zeroBits = kind.zeroBits();
        return DeltaApplier.apply32(symbolLanes, extra, extraBit, base, baseFrom, size, zeroBits, out, to);
    }

    private int readTables(byte[] in, int at, int limit, int log) {
        int count = (in[at] >>> 4 & 15) + 1;
        int next = contexts.read(in, at + OrderedFormat.FIXED, count, log);
        var bits = new BitReader(in, next, limit);
        for (int context = 0; context < count; context++) {
            tables.readShares(bits, log);
            tables.buildDecoder(context, log, entries);
        }
        return bits.close();
    }

    /** A copy that may be read eight bytes beyond its end. */
    private static byte[] padded(byte[] scratch, byte[] in, int from, int length) {
        byte[] copy = scratch.length < length + Long.BYTES ? new byte[length + Long.BYTES] : scratch;
        System.arraycopy(in, from, copy, 0, length);
        Bytes.putLong(copy, length, 0);
        return copy;
    }
}
