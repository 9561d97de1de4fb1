package io.twinkeep.core.codec;

/** The codings of a block, as stored in its first byte; the payload's length follows in three bytes. */
final class BlockCoding {
    static final int RAW = 0;
    /** Eight bytes, over and over. */
    static final int PERIODIC = 1;

    static final int ZSTD = 2;
    static final int PLANES = 3;
    /** The same bytes as the base. */
    static final int EQUAL = 4;
    /** Differences of floats as ordered integers. */
    static final int ORDERED = 5;
    /** Differences of integers, coded as a block of their own. */
    static final int DIFFERENCE = 6;

    static final int HEADER = 4;
    static final int PERIOD = 8;

    private BlockCoding() {}

    /** Writes the header in front of a payload from {@code at + HEADER} to {@code end}; returns {@code end}. */
    static int seal(int coding, byte[] out, int at, int end) {
        out[at] = (byte) coding;
        Bytes.putU24(out, at + 1, end - at - HEADER);
        return end;
    }
}
