package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;

/**
 * Codes one chunk (0 to {@value #MAX_CHUNK} bytes) at a time, best of several ways per block, never larger than the raw bytes plus
 * {@link #maxOverhead}. Not thread-safe: one per thread; decoding keeps no state between calls.
 */
public interface ChunkCodec {
    int MAX_CHUNK = 4 << 20;

    /** Encodes {@code length} raw bytes; returns the encoded length, written to {@code out} from {@code outOffset}. */
    int encode(byte[] raw, int offset, int length, ElementType type, byte[] out, int outOffset);

    /** The same as a difference to {@code base}, which has the same length; falls back to coding alone, block by block. */
    int encodeDelta(
            byte[] raw,
            int offset,
            byte[] base,
            int baseOffset,
            int length,
            ElementType type,
            byte[] out,
            int outOffset);

    /**
     * Decodes into {@code out}; returns the raw length.
     *
     * @param base the base chunk, null if the encoded chunk needs none
     * @throws io.twinkeep.core.errors.Corrupt for any encoded bytes that this codec did not write
     */
    int decode(byte[] encoded, int offset, int length, byte[] base, int baseOffset, byte[] out, int outOffset);

    /** The most bytes that encoding may add to {@code length} raw bytes. */
    static int maxOverhead(int length) {
        return 32 + 8 * (length / (64 << 10) + 1);
    }
}
