package io.twinkeep.core.facts;

import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A fact's fields as bytes, one behind the other. Not thread-safe. */
final class FieldWriter {
    private final BinaryWriter out = new BinaryWriter();

    FieldWriter i32(int value) {
        out.i32(value);
        return this;
    }

    FieldWriter i64(long value) {
        out.i64(value);
        return this;
    }

    FieldWriter count(int value) {
        out.count(value);
        return this;
    }

    FieldWriter flag(boolean value) {
        out.u8(value ? 1 : 0);
        return this;
    }

    FieldWriter bytes(byte[] value) {
        out.sized(value);
        return this;
    }

    FieldWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** By its name, so that new names can be added in between. */
    FieldWriter name(Enum<?> value) {
        return text(value.name());
    }

    FieldWriter texts(Map<String, String> values) {
        count(values.size());
        values.forEach((name, value) -> text(name).text(value));
        return this;
    }

    FieldWriter sha256(Sha256 value) {
        out.raw(value.bytes());
        return this;
    }

    FieldWriter token(Token value) {
        return i64(value.high()).i64(value.low());
    }

    FieldWriter instant(Instant value) {
        return i64(value.getEpochSecond()).i32(value.getNano());
    }

    <T> FieldWriter optional(Optional<T> value, Consumer<? super T> write) {
        flag(value.isPresent());
        value.ifPresent(write);
        return this;
    }

    FieldWriter optional(OptionalInt value) {
        flag(value.isPresent());
        value.ifPresent(this::i32);
        return this;
    }

    byte[] bytes() {
        return out.bytes();
    }
}
