package io.twinkeep.core.tensor;

/**
 * Cuts bytes where their content says so, so that an insertion moves the cuts and does not change the pieces behind it.
 *
 * <p>A 64-bit gear hash {@code h = (h << 1) + GEAR[byte]}, which sees the last 64 bytes, is zero in its top 20 bits
 * where a piece under {@link #USUAL} bytes ends, and in its top 16 bits where a longer one does, which keeps most
 * pieces near the average of 256 KiB. The first {@link #MIN} bytes are passed over unhashed. Not part of the stored
 * format: another table or other sizes restore what is stored, and only find none of it again. Stateless, thread-safe.
 */
public final class ContentCutter {
    /** Only the end of a span is shorter, in bytes. */
    public static final int MIN = 64 << 10;

    public static final int MAX = 1 << 20;

    /** From here on a piece ends at the next good occasion; about 192 KiB gives an average of 256. */
    private static final int USUAL = 192 << 10;

    private static final int WINDOW = 64;
    private static final long STRICT = -1L << (64 - 20);
    private static final long EASY = -1L << (64 - 16);
    private static final long[] GEAR = gear();

    private ContentCutter() {}

    /**
     * The length of the piece that starts at {@code offset}: at most {@code length}, at most {@link #MAX}.
     *
     * @param length bytes at hand: {@link #MAX} or more, unless they are the last ones
     */
    public static int cut(byte[] bytes, int offset, int length) {
        if (length <= MIN) {
            return length;
        }
        int longest = Math.min(length, MAX);
        int usual = Math.min(longest, USUAL);
        long hash = 0;
        int i = offset + MIN - WINDOW;
        for (int end = offset + MIN; i < end; i++) {
            hash = (hash << 1) + GEAR[bytes[i] & 0xff];
        }
        for (int end = offset + usual; i < end; i++) {
            hash = (hash << 1) + GEAR[bytes[i] & 0xff];
            if ((hash & STRICT) == 0) {
                return i + 1 - offset;
            }
        }
        for (int end = offset + longest; i < end; i++) {
            hash = (hash << 1) + GEAR[bytes[i] & 0xff];
            if ((hash & EASY) == 0) {
                return i + 1 - offset;
            }
        }
        return longest;
    }

    /** The first 256 numbers of SplitMix64 from the seed 0x7477696e6b656570 ("twinkeep" in ASCII). */
    private static long[] gear() {
        var table = new long[256];
        long state = 0x7477696e6b656570L;
        for (int i = 0; i < table.length; i++) {
            state += 0x9e3779b97f4a7c15L;
            long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            table[i] = mixed ^ (mixed >>> 31);
        }
        return table;
    }
}
