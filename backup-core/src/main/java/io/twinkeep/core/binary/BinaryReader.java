package io.twinkeep.core.binary;

import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Reads what {@link BinaryWriter} wrote. A cut or senseless input throws {@code BufferUnderflowException} or
 * {@code IllegalArgumentException}, which callers turn into {@code Corrupt}; no length is trusted before it is checked
 * against what is left.
 */
public final class BinaryReader {
    private final ByteBuffer in;

    public BinaryReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    public int u8() {
        return in.get() & 0xff;
    }

    public int i32() {
        return in.getInt();
    }

    public long i64() {
        return in.getLong();
    }

    public long count() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int part = in.get() & 0xff;
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a count of more than 63 bits");
    }

    public int smallCount(int limit) {
        long value = count();
        if (value > limit) {
            throw new IllegalArgumentException("a count of " + value + " where at most " + limit + " make sense");
        }
        return (int) value;
    }

    public byte[] raw(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    public byte[] sized() {
        return raw(smallCount(in.remaining()));
    }

    public Token token() {
        return Token.read(in);
    }

    public Sha256 sha256() {
        return Sha256.read(in);
    }

    public int left() {
        return in.remaining();
    }

    public boolean hasMore() {
        return in.hasRemaining();
    }

    public void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes too many");
        }
    }
}
