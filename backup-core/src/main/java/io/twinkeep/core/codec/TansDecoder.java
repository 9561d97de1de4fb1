package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link TansEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class TansDecoder {
    private static final int LANES = TansEncoder.LANES;

    private final TansTables tables = new TansTables();
    private final int[] next = new int[TansTables.SYMBOLS];

    /**
     * For each state, bits 0–11: the next state before its new bits are added; 12–15: their number; from 18: the symbol. The zeros between
     * let a shift by {@code entry >>> 12} do without a mask.
     */
    private final int[] entries = new int[1 << TansTables.LARGEST_LOG];

    private final int[] state = new int[LANES];
    private byte[] stream = new byte[0];

    /** Decodes a multiple of four bytes to the start of {@code plane}; returns the position behind them, at most {@code limit}. */
    int read(byte[] in, int at, int limit, byte[] plane, int count) {
        int log = in[at] & 15;
        int firstBit = in[at] >>> 4 & 7;
        if (log < TansTables.SMALLEST_LOG || log > TansTables.LARGEST_LOG || count % LANES != 0) {
            throw new Corrupt("a plane has a table of an impossible size");
        }
        int size = Bytes.u24At(in, at + 1);
        var bits = new BitReader(in, at + TansEncoder.FIXED, limit);
        tables.readShares(bits, log);
        int start = bits.close();
        if (size > limit - start) {
            throw new Corrupt("a plane says it ends behind its block");
        }
        buildEntries(log);
        copyStream(in, start, size);
        int bit = decode(stream, start(firstBit, log), state, entries, plane, count);
        // The encoder started from the lowest state everywhere, so the decoder must arrive there, with no bit left.
        boolean isHome = (state[0] | state[1] | state[2] | state[3]) == 0;
        if (!isHome || bit != size << 3) {
            throw new Corrupt("a plane does not end where it should");
        }
        return start + size;
    }

    private void buildEntries(int log) {
        byte[] spread = tables.spread(log);
        int size = 1 << log;
        System.arraycopy(tables.shares(), 0, next, 0, next.length);
        for (int from = 0; from < size; from++) {
            int symbol = spread[from] & 0xFF;
            int x = next[symbol]++;
            int bits = log - (31 - Integer.numberOfLeadingZeros(x));
            entries[from] = (x << bits) - size | bits << 12 | symbol << 18;
        }
    }

    /** A copy that may be read eight bytes beyond its end. */
    private void copyStream(byte[] in, int from, int length) {
        if (stream.length < length + Long.BYTES) {
            stream = new byte[length + Long.BYTES];
        }
        System.arraycopy(in, from, stream, 0, length);
        Bytes.putLong(stream, length, 0);
    }

    private int start(int firstBit, int log) {
        int bit = firstBit;
        for (int lane = 0; lane < LANES; lane++, bit += 16) {
            state[lane] = (int) (Bytes.longAt(stream, bit >>> 3) >>> (bit & 7)) & (1 << log) - 1;
        }
        return bit;
    }

    private static int decode(byte[] stream, int firstBit, int[] state, int[] entries, byte[] plane, int count) {
        int bit = firstBit;
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int i = 0; i < count; i += LANES) {
            long bits = Bytes.longAt(stream, bit >>> 3) >>> (bit & 7);
            int entryA = entries[a];
            int entryB = entries[b];
            int entryC = entries[c];
            int entryD = entries[d];
            // Only the low six bits of these count; what lies above them in an entry does no harm.
            int usedA = entryA >>> 12;
            int usedB = usedA + (entryB >>> 12);
            int usedC = usedB + (entryC >>> 12);
            a = next(entryA, bits);
            b = next(entryB, bits >>> usedA);
            c = next(entryC, bits >>> usedB);
            d = next(entryD, bits >>> usedC);
            bit += usedC + (entryD >>> 12) & 63;
            Bytes.putInt(plane, i, entryA >>> 18 | entryB >>> 18 << 8 | entryC >>> 18 << 16 | entryD >>> 18 << 24);
        }
        state[0] = a;
        state[1] = b;
        state[2] = c;
        state[3] = d;
        return bit;
    }

    private static int next(int entry, long bits) {
        return (entry & 0xFFF) + ((int) bits & (1 << (entry >>> 12)) - 1);
    }
}
