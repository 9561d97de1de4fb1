package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;
import java.util.Objects;

/** A chunk as a header of five bytes and blocks of equal raw length, the last one shorter; each block can be decoded alone. */
final class BlockedChunkCodec implements ChunkCodec {
    static final int FORMAT = 2;
    static final int HEADER = 5;
    static final int SMALLEST_BLOCK_LOG = 16;
    static final int LARGEST_BLOCK_LOG = 22;

    /** Small enough to follow weights whose scale changes and to stay in the second-level cache. */
    private static final int ALONE_BLOCK_LOG = 18;

    /** A whole chunk, as a difference has a table for each exponent. */
    private static final int DELTA_BLOCK_LOG = 22;

    private final BlockEncoder alone = new BlockEncoder(new PlaneEncoder());
    private final DeltaEncoder delta = new DeltaEncoder(alone);
    private final BlockDecoder decoder = new BlockDecoder();

    @Override
    public int encode(byte[] raw, int offset, int length, ElementType type, byte[] out, int outOffset) {
        int next = writeHeader(raw, offset, length, ALONE_BLOCK_LOG, out, outOffset);
        int block = 1 << ALONE_BLOCK_LOG;
        for (int done = 0; done < length; done += block) {
            next = alone.write(raw, offset + done, Math.min(block, length - done), type, out, next);
        }
        return next - outOffset;
    }

    @Override
    public int encodeDelta(
            byte[] raw,
            int offset,
            byte[] base,
            int baseOffset,
            int length,
            ElementType type,
            byte[] out,
            int outOffset) {
        Objects.checkFromIndexSize(baseOffset, length, base.length);
        int next = writeHeader(raw, offset, length, DELTA_BLOCK_LOG, out, outOffset);
        int block = 1 << DELTA_BLOCK_LOG;
        for (int done = 0; done < length; done += block) {
            int size = Math.min(block, length - done);
            next = delta.write(raw, offset + done, base, baseOffset + done, size, type, out, next);
        }
        return next - outOffset;
    }

    private static int writeHeader(byte[] raw, int offset, int length, int blockLog, byte[] out, int at) {
        Objects.checkFromIndexSize(offset, length, raw.length);
        if (length > MAX_CHUNK) {
            throw new IllegalArgumentException("a chunk of " + length + " bytes is longer than " + MAX_CHUNK);
        }
        Objects.checkFromIndexSize(at, length + ChunkCodec.maxOverhead(length), out.length);
        out[at] = FORMAT;
        out[at + 1] = (byte) blockLog;
        Bytes.putU24(out, at + 2, length);
        return at + HEADER;
    }

    @Override
    public int decode(byte[] encoded, int offset, int length, byte[] base, int baseOffset, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, encoded.length);
        try {
            return decodeChecked(encoded, offset, offset + length, base, baseOffset, out, outOffset);
        } catch (IndexOutOfBoundsException e) {
            throw new Corrupt("an encoded chunk points outside itself", "", e);
        }
    }

    private int decodeChecked(
            byte[] in, int offset, int limit, byte[] base, int baseOffset, byte[] out, int outOffset) {
        int length = rawLength(in, offset, limit, out.length - outOffset);
        if (base != null && length > base.length - baseOffset) {
            throw new Corrupt("an encoded chunk is longer than its base");
        }
        int block = 1 << in[offset + 1];
        int next = offset + HEADER;
        for (int done = 0; done < length; done += block) {
            int size = Math.min(block, length - done);
            next = decoder.read(in, next, limit, base, baseOffset + done, out, outOffset + done, size);
        }
        if (next != limit) {
            throw new Corrupt("an encoded chunk has " + (limit - next) + " bytes too many");
        }
        return length;
    }

    private static int rawLength(byte[] in, int offset, int limit, int room) {
        if (limit - offset < HEADER || in[offset] != FORMAT) {
            throw new Corrupt("an encoded chunk does not start like one");
        }
        int blockLog = in[offset + 1];
        int length = Bytes.u24At(in, offset + 2);
        if (blockLog < SMALLEST_BLOCK_LOG || blockLog > LARGEST_BLOCK_LOG || length > MAX_CHUNK) {
            throw new Corrupt("an encoded chunk has impossible sizes");
        }
        if (length > room) {
            throw new Corrupt("an encoded chunk says it has " + length + " bytes, where " + room + " were expected");
        }
        return length;
    }
}
