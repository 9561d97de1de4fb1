package io.twinkeep.core.ids;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** 128 random bits written as 32 hex digits: the value inside the ids of packs, runs, repositories, keys and promotions. */
public record Token(long high, long low) {
    public static final int BYTES = 16;

    public static Token random(RandomGenerator random) {
        return new Token(random.nextLong(), random.nextLong());
    }

    /** Takes the next 16 bytes of the buffer. */
    public static Token read(ByteBuffer buffer) {
        return new Token(buffer.getLong(), buffer.getLong());
    }

    /** @throws IllegalArgumentException unless the text is 32 hex digits */
    public static Token parse(String hex) {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("not an id: '" + hex + "' (32 lower-case hex digits)");
        }
        return read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    /** Puts 16 bytes into the buffer. */
    public void write(ByteBuffer buffer) {
        buffer.putLong(high).putLong(low);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
