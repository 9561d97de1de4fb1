package io.twinkeep.core.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Growing big-endian bytes; {@code count} writes an unsigned LEB128 number. */
public final class BinaryWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public BinaryWriter u8(int value) {
        out.write(value);
        return this;
    }

    public BinaryWriter i32(int value) {
        return raw(ByteBuffer.allocate(4).putInt(value).array());
    }

    public BinaryWriter i64(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    /** A number of 0 or more, in 1 to 9 bytes. */
    public BinaryWriter count(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative count " + value);
        }
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public BinaryWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public BinaryWriter sized(byte[] bytes) {
        return count(bytes.length).raw(bytes);
    }

    public int size() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
