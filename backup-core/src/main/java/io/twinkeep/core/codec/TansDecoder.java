package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/**
 * Reads what {@link TansEncoder} wrote: two streams in turn, as a stream's next bits are known only after those before. Not thread-safe: it
 * reuses its arrays.
 */
final class TansDecoder {
    /** Above the bits of a round: where it has gone to tells how many of them were used. */
    private static final long SENTINEL = 1L << 63;

    private final TansTables tables = new TansTables();
    private final int[] shares = new int[TansTables.SYMBOLS];
    private final int[] next = new int[TansTables.SYMBOLS];

    /**
     * For each context and state, bits 0–5: the number of new bits; 6–13: the symbol; from 14: the next state before its new bits are
     * added. So the entry itself is what to shift by.
     */
    private final int[] entries = new int[TansEncoder.STATES];

    private final int[] states = new int[TansEncoder.ROUND];
    private final int[] bit = new int[TansEncoder.STREAMS];
    private final int[] endBit = new int[TansEncoder.STREAMS];
    private byte[] streams = new byte[0];
    private int log;

    /** Logarithm of the states of a context. */
    int log() {
        return log;
    }

    /** Reads tables and streams; returns the position behind them, at most {@code limit}. */
    int open(byte[] in, int at, int limit, int contexts) {
        log = in[at];
        if (log < TansTables.SMALLEST_LOG || log > TansTables.LARGEST_LOG) {
            throw new Corrupt("coded differences have tables of an impossible size");
        }
        var bits = new BitReader(in, at + 1, limit);
        for (int context = 0; context < contexts; context++) {
            TansTables.readShares(bits, log, shares);
            buildEntries(context << log);
        }
        int header = bits.close();
        int start = header + TansEncoder.STREAMS * TansEncoder.STREAM_HEADER;
        int size = 0;
        for (int stream = 0; stream < TansEncoder.STREAMS; stream++, header += TansEncoder.STREAM_HEADER) {
            bit[stream] = (size << 3) + (in[header] & 7);
            size += Bytes.u24At(in, header + 1);
            endBit[stream] = size << 3;
        }
        if (size > limit - start) {
            throw new Corrupt("coded differences say they end behind their block");
        }
        copyStreams(in, start, size);
        return start + size;
    }

    private void buildEntries(int from) {
        byte[] spread = tables.spread(shares, log);
        int size = 1 << log;
        System.arraycopy(shares, 0, next, 0, next.length);
        for (int state = 0; state < size; state++) {
            int symbol = spread[state] & 0xFF;
            int x = next[symbol]++;
            int bits = log - (31 - Integer.numberOfLeadingZeros(x));
            entries[from | state] = bits | symbol << 6 | (x << bits) - size << 14;
        }
    }

    /** A copy that may be read eight bytes beyond its end; takes the first states off it. */
    private void copyStreams(byte[] in, int from, int length) {
        if (streams.length < length + Long.BYTES) {
            streams = new byte[length + Long.BYTES];
        }
        System.arraycopy(in, from, streams, 0, length);
        Bytes.putLong(streams, length, 0);
        for (int lane = 0; lane < TansEncoder.ROUND; lane++) {
            int stream = lane / TansEncoder.LANES;
            states[lane] = (int) bits(streams, bit[stream]) & (1 << log) - 1;
            bit[stream] += TansEncoder.STATE_BITS;
        }
    }

    /** Replaces contexts, shifted by {@link #log}, by symbols, in lanes of 16 bits: a multiple of eight. */
    void decode(byte[] lanes, int count) {
        decode(streams, bit, states, entries, lanes, 2 * count);
    }

    private static void decode(byte[] streams, int[] at, int[] states, int[] entries, byte[] lanes, int bytes) {
        int bit = at[0];
        int otherBit = at[1];
        for (int i = 0; i < bytes; i += 2 * TansEncoder.ROUND) {
            long bits = bits(streams, bit) | SENTINEL;
            long otherBits = bits(streams, otherBit) | SENTINEL;
            bits = decode(bits, states, 0, entries, lanes, i);
            otherBits = decode(otherBits, states, 4, entries, lanes, i + 8);
            bits = decode(bits, states, 1, entries, lanes, i + 2);
            otherBits = decode(otherBits, states, 5, entries, lanes, i + 10);
            bits = decode(bits, states, 2, entries, lanes, i + 4);
            otherBits = decode(otherBits, states, 6, entries, lanes, i + 12);
            bits = decode(bits, states, 3, entries, lanes, i + 6);
            otherBits = decode(otherBits, states, 7, entries, lanes, i + 14);
            bit += Long.numberOfLeadingZeros(bits);
            otherBit += Long.numberOfLeadingZeros(otherBits);
        }
        at[0] = bit;
        at[1] = otherBit;
    }

    /** At least 57 bits from a place on. */
    private static long bits(byte[] streams, int bit) {
        return Bytes.longAt(streams, bit >>> 3) >>> (bit & 7);
    }

    /**
     * Decodes one symbol; returns the bits that are left. States go through memory on purpose: with eight of them in local variables the
     * compiler runs out of registers, and the loop takes twice as long.
     */
    private static long decode(long bits, int[] states, int lane, int[] entries, byte[] lanes, int at) {
        int entry = entries[states[lane] | Bytes.shortAt(lanes, at)];
        states[lane] = (entry >>> 14) + ((int) bits & ~(-1 << entry));
        Bytes.putShort(lanes, at, entry >>> 6 & 0xFF);
        return bits >>> entry;
    }

    /** The encoder started from the lowest state everywhere, so the decoder must arrive there, with no bit left. */
    void checkEnd() {
        boolean isHome = Arrays.stream(states).allMatch(state -> state == 0);
        if (!isHome || bit[0] != endBit[0] || bit[1] != endBit[1]) {
            throw new Corrupt("coded differences do not end where they should");
        }
    }
}
