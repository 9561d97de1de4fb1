package io.twinkeep.core.ids;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 (FIPS 180-4) value, kept as four longs because a manifest holds hundreds of thousands of them. */
public record Sha256(long a, long b, long c, long d) implements Comparable<Sha256> {
    public static final int BYTES = 32;

    /** A fresh digest; not thread-safe. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    public static Sha256 of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static Sha256 of(byte[] bytes, int offset, int length) {
        MessageDigest digest = newDigest();
        digest.update(bytes, offset, length);
        return finish(digest);
    }

    /** Ends the digest and resets it. */
    public static Sha256 finish(MessageDigest digest) {
        return read(ByteBuffer.wrap(digest.digest()));
    }

    /** Takes the next 32 bytes of the buffer. */
    public static Sha256 read(ByteBuffer buffer) {
        return new Sha256(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** @throws IllegalArgumentException unless the text is 64 hex digits */
    public static Sha256 parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("not a SHA-256: '" + hex + "' (64 hex digits)");
        }
        return read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    /** Puts 32 bytes into the buffer. */
    public void write(ByteBuffer buffer) {
        buffer.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        write(buffer);
        return buffer.array();
    }

    @Override
    public int compareTo(Sha256 other) {
        return HexFormat.of().formatHex(bytes()).compareTo(other.toString());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /** 64 lower-case hex digits, as sha256sum prints them. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
