package io.twinkeep.agent.spool;

import io.twinkeep.core.ids.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Growing bytes of a fact. */
final class FactWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    FactWriter i32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    FactWriter i64(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    FactWriter count(int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return this;
    }

    FactWriter flag(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    FactWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        count(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    FactWriter bytes(byte[] value) {
        count(value.length);
        out.writeBytes(value);
        return this;
    }

    FactWriter texts(Map<String, String> values) {
        count(values.size());
        values.forEach((name, value) -> text(name).text(value));
        return this;
    }

    FactWriter sha256(Sha256 value) {
        out.writeBytes(value.bytes());
        return this;
    }

    FactWriter instant(Instant value) {
        return i64(value.getEpochSecond()).i32(value.getNano());
    }

    <T> FactWriter optional(Optional<T> value, Consumer<? super T> write) {
        flag(value.isPresent());
        value.ifPresent(write);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
