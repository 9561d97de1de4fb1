package io.twinkeep.core.facts;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads what {@link FieldWriter} wrote. Cut or senseless bytes throw {@code BufferUnderflowException} or
 * {@code IllegalArgumentException}; no length is believed before it is compared with what is left.
 */
final class FieldReader {
    private final BinaryReader in;

    FieldReader(byte[] bytes) {
        in = new BinaryReader(bytes);
    }

    int i32() {
        return in.i32();
    }

    long i64() {
        return in.i64();
    }

    BigInteger unsigned() {
        return new BigInteger(1, in.raw(Long.BYTES));
    }

    int count(int limit) {
        return in.smallCount(limit);
    }

    boolean flag() {
        int value = in.u8();
        if (value > 1) {
            throw new IllegalArgumentException("a flag of " + value);
        }
        return value == 1;
    }

    byte[] bytes() {
        return in.sized();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    <E extends Enum<E>> E name(Class<E> names) {
        return Enum.valueOf(names, text());
    }

    SortedMap<String, String> texts(int limit) {
        var values = new TreeMap<String, String>();
        for (int left = count(limit); left > 0; left--) {
            values.put(text(), text());
        }
        return values;
    }

    Sha256 sha256() {
        return in.sha256();
    }

    Token token() {
        return in.token();
    }

    Instant instant() {
        long seconds = in.i64();
        int nanos = in.i32();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("no time", e);
        }
    }

    <T> Optional<T> optional(Supplier<T> read) {
        return flag() ? Optional.of(read.get()) : Optional.empty();
    }

    OptionalInt optionalInt() {
        return flag() ? OptionalInt.of(i32()) : OptionalInt.empty();
    }

    void end() {
        in.end();
    }
}
