package io.twinkeep.core.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds headers by hand. */
public final class LittleEndian {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public LittleEndian u8(int value) {
        out.write(value);
        return this;
    }

    public LittleEndian u16(int value) {
        return number(value, 2);
    }

    public LittleEndian u32(long value) {
        return number(value, 4);
    }

    public LittleEndian u64(long value) {
        return number(value, 8);
    }

    public LittleEndian text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text after its length, as GGUF has it. */
    public LittleEndian sized(String text) {
        return u64(text.getBytes(StandardCharsets.UTF_8).length).text(text);
    }

    public LittleEndian bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Fills up with that byte until the size is a multiple of {@code step}. */
    public LittleEndian pad(int step, int value) {
        while (out.size() % step != 0) {
            out.write(value);
        }
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private LittleEndian number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }
}
