package io.twinkeep.agent.spool;

import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads what {@link FactWriter} wrote. Cut or senseless bytes throw {@code BufferUnderflowException} or
 * {@code IllegalArgumentException}; no length is believed before it is compared with what is left.
 */
final class FactReader {
    private final ByteBuffer in;

    FactReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    int i32() {
        return in.getInt();
    }

    long i64() {
        return in.getLong();
    }

    BigInteger unsigned() {
        byte[] magnitude = new byte[Long.BYTES];
        in.get(magnitude);
        return new BigInteger(1, magnitude);
    }

    int count(int limit) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int part = in.get() & 0xff;
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                if (value > limit) {
                    throw new IllegalArgumentException("a count of " + value);
                }
                return (int) value;
            }
        }
        throw new IllegalArgumentException("an endless count");
    }

    boolean flag() {
        int value = in.get();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("a flag of " + value);
        }
        return value == 1;
    }

    byte[] bytes() {
        byte[] bytes = new byte[count(in.remaining())];
        in.get(bytes);
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    SortedMap<String, String> texts() {
        var values = new TreeMap<String, String>();
        for (int left = count(in.remaining()); left > 0; left--) {
            values.put(text(), text());
        }
        return values;
    }

    Sha256 sha256() {
        return Sha256.read(in);
    }

    Instant instant() {
        long seconds = in.getLong();
        int nanos = in.getInt();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("no time", e);
        }
    }

    <T> Optional<T> optional(Supplier<T> read) {
        return flag() ? Optional.of(read.get()) : Optional.empty();
    }

    void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes too many");
        }
    }
}
