package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private static final int LONGEST = 24;

    private final byte[] in;
    private final int limit;
    private final int start;
    private int bit;

    BitReader(byte[] in, int start, int limit) {
        this.in = in;
        this.start = start;
        this.limit = limit;
    }

    int gamma() {
        long bits = Bytes.longBefore(in, start + (bit >>> 3), limit) >>> (bit & 7);
        int low = Long.numberOfTrailingZeros(bits);
        if (low > LONGEST) {
            throw new Corrupt("a table has an impossible number");
        }
        bit += 2 * low + 1;
        return (int) (bits >>> (low + 1)) & (1 << low) - 1 | 1 << low;
    }

    /** The position behind the last byte that was read from. */
    int close() {
        return start + (bit + 7 >>> 3);
    }
}
