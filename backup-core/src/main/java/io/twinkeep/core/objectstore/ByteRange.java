package io.twinkeep.core.objectstore;

/** The {@code length} bytes from {@code offset}; length 1 to 2^31-9. */
public record ByteRange(long offset, int length) {
    public ByteRange {
        if (offset < 0 || length < 1 || length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("not a byte range: " + length + " bytes from " + offset);
        }
    }
}
