package io.twinkeep.core.ids;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The path of a file inside a model, relative, as the bytes that the file system holds (Linux names are bytes, not
 * text). It cannot leave the model's directory: no leading slash, no empty, {@code .} or {@code ..} parts, no NUL; parts
 * of at most 255 bytes, 4,096 in all. Ordered by unsigned bytes, as {@code LC_ALL=C sort} does.
 */
public final class FilePath implements Comparable<FilePath> {
    private static final int MAX_BYTES = 4096;
    private static final int MAX_PART = 255;

    private final byte[] bytes;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if the text is not a path inside a model */
    public static FilePath of(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Copies the bytes. @throws IllegalArgumentException if they are not a path inside a model */
    public static FilePath ofBytes(byte[] bytes) {
        var path = new FilePath(bytes.clone());
        if (!path.isValid()) {
            throw new IllegalArgumentException("not a path inside a model: '" + path + "'");
        }
        return path;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The path of {@code name} (one or more parts) below this directory. */
    public FilePath resolve(byte[] name) {
        var joined = new ByteArrayOutputStream(bytes.length + 1 + name.length);
        joined.writeBytes(bytes);
        joined.write('/');
        joined.writeBytes(name);
        return ofBytes(joined.toByteArray());
    }

    /** The directories above the path, outermost first; empty for a path at the top. */
    public List<FilePath> parents() {
        var parents = new ArrayList<FilePath>();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                parents.add(new FilePath(Arrays.copyOf(bytes, i)));
            }
        }
        return parents;
    }

    private boolean isValid() {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (!isPart(start, i)) {
                    return false;
                }
                start = i + 1;
            } else if (bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isPart(int start, int end) {
        int length = end - start;
        boolean dot = length == 1 && bytes[start] == '.';
        boolean dots = length == 2 && bytes[start] == '.' && bytes[start + 1] == '.';
        return length > 0 && length <= MAX_PART && !dot && !dots;
    }

    @Override
    public int compareTo(FilePath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For people: UTF-8 where the bytes are UTF-8; control characters and other bytes as {@code \xNN}. */
    @Override
    public String toString() {
        String text = utf8OrNull();
        if (text != null && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var out = new StringBuilder();
        for (byte b : bytes) {
            if (b >= 0x20 && b < 0x7f) {
                out.append((char) b);
            } else {
                out.append("\\x%02x".formatted(b & 0xff));
            }
        }
        return out.toString();
    }

    private String utf8OrNull() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
