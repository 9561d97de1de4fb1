package io.twinkeep.core.pack;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;

/** The simplest codec: a letter, then the raw bytes, or their XOR with the base without the zeros at its end. */
public final class PlainCodec implements ChunkCodec {
    private static final byte RAW = 'r';
    private static final byte XOR = 'x';

    @Override
    public int encode(byte[] raw, int offset, int length, ElementType type, byte[] out, int outOffset) {
        out[outOffset] = RAW;
        System.arraycopy(raw, offset, out, outOffset + 1, length);
        return 1 + length;
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
        out[outOffset] = XOR;
        int used = 0;
        for (int i = 0; i < length; i++) {
            byte difference = (byte) (raw[offset + i] ^ base[baseOffset + i]);
            out[outOffset + 5 + i] = difference;
            used = difference == 0 ? used : i + 1;
        }
        java.nio.ByteBuffer.wrap(out).putInt(outOffset + 1, length);
        return 5 + used;
    }

    @Override
    public int decode(byte[] encoded, int offset, int length, byte[] base, int baseOffset, byte[] out, int outOffset) {
        if (length > 0 && encoded[offset] == RAW && length - 1 <= out.length - outOffset) {
            System.arraycopy(encoded, offset + 1, out, outOffset, length - 1);
            return length - 1;
        }
        if (length < 5 || encoded[offset] != XOR || base == null) {
            throw new Corrupt("these are no encoded bytes");
        }
        int rawLength = java.nio.ByteBuffer.wrap(encoded).getInt(offset + 1);
        if (rawLength < length - 5 || rawLength > out.length - outOffset || rawLength > base.length - baseOffset) {
            throw new Corrupt("a raw length of " + rawLength);
        }
        System.arraycopy(base, baseOffset, out, outOffset, rawLength);
        for (int i = 0; i < length - 5; i++) {
            out[outOffset + i] ^= encoded[offset + 5 + i];
        }
        return rawLength;
    }
}
