package io.twinkeep.core.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/** zstd for what is no tensor: one frame per block. Not thread-safe: it reuses its array. */
final class Zstandard {
    private static final int LEVEL = 3;
    private static final int SAMPLE = 16 << 10;
    private static final int SAMPLE_LEVEL = 1;

    private byte[] frame = new byte[0];

    /** Compresses into {@link #frame()}; returns the frame's length. */
    int compress(byte[] raw, int offset, int length) {
        return compress(raw, offset, length, LEVEL);
    }

    private int compress(byte[] raw, int offset, int length, int level) {
        // As long as a frame can get: the library throws when it runs out of room, and incompressible blocks are no
        // exception.
        int bound = (int) Zstd.compressBound(length);
        if (frame.length < bound) {
            frame = new byte[bound];
        }
        return (int) Zstd.compressByteArray(frame, 0, bound, raw, offset, length, level);
    }

    /** Holds the last frame from its start. */
    byte[] frame() {
        return frame;
    }

    /** Whether the frame decodes to exactly {@code length} bytes, which are then in {@code out}. */
    static boolean read(byte[] in, int at, int size, byte[] out, int to, int length) {
        try {
            return Zstd.decompressByteArray(out, to, length, in, at, size) == length;
        } catch (ZstdException e) {
            return false;
        }
    }

    /** Coded size of the block's middle for each of its bytes. */
    double estimate(byte[] raw, int offset, int length) {
        int sampled = Math.min(length, SAMPLE);
        return (double) compress(raw, offset + (length - sampled) / 2, sampled, SAMPLE_LEVEL) / Math.max(1, sampled);
    }
}
