package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/**
 * Reads what {@link TansEncoder} wrote, a segment at a time; keeps its place in between. Not thread-safe.
 */
final class TansDecoder {
    private static final int LANES = TansEncoder.LANES;

    private final int[] state = new int[LANES];
    private byte[] stream;
    private int bit;

    /** Starts at the stream's first bit; eight bytes behind the stream must be readable. */
    void start(byte[] newStream, int firstBit, int log) {
        stream = newStream;
        bit = firstBit;
        for (int lane = 0; lane < LANES; lane++, bit += 16) {
            state[lane] = (int) (Bytes.longAt(stream, bit >>> 3) >>> (bit & 7)) & (1 << log) - 1;
        }
    }

    /** Decodes a multiple of four symbols to lanes of 16 bits. */
    void read(int[] entries, byte[] contexts, int count, byte[] symbols) {
        bit = read(stream, bit, state, entries, contexts, count, symbols);
    }

    private static int read(
            byte[] stream, int firstBit, int[] state, int[] entries, byte[] contexts, int count, byte[] symbols) {
        int bit = firstBit;
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int i = 0; i < 2 * count; i += 8) {
            long context = Bytes.longAt(contexts, i);
            long bits = Bytes.longAt(stream, bit >>> 3) >>> (bit & 7);
            int entryA = entries[((int) context & 0xFFFF) + a];
            int entryB = entries[((int) (context >>> 16) & 0xFFFF) + b];
            int entryC = entries[((int) (context >>> 32) & 0xFFFF) + c];
            int entryD = entries[(int) (context >>> 48) + d];
            // Only the low six bits of these count; what lies above them in an entry does no harm.
            int usedA = entryA >>> 12;
            int usedB = usedA + (entryB >>> 12);
            int usedC = usedB + (entryC >>> 12);
            a = next(entryA, bits);
            b = next(entryB, bits >>> usedA);
            c = next(entryC, bits >>> usedB);
            d = next(entryD, bits >>> usedC);
            bit += usedC + (entryD >>> 12) & 63;
            int low = entryA >>> 18 | entryB >>> 18 << 16;
            int high = entryC >>> 18 | entryD >>> 18 << 16;
            Bytes.putLong(symbols, i, low | (long) high << 32);
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

    /** The encoder started from the lowest state everywhere, so the decoder must arrive there, with no bit left. */
    void checkEnd(int streamBytes) {
        boolean isHome = (state[0] | state[1] | state[2] | state[3]) == 0;
        if (!isHome || bit != streamBytes << 3) {
            throw new Corrupt("coded differences do not end where they should");
        }
    }
}
