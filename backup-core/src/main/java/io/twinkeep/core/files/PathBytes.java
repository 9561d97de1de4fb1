package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Exact bytes of local names, in any locale. A {@link Path} holds the raw bytes, but its text is decoded with the
 * locale's charset: ASCII under {@code LANG=C}, and nothing decodes names that are not UTF-8. Only its URI shows and
 * takes the raw bytes, so that is the way for all names that are not plain ASCII.
 */
final class PathBytes {
    private static final String UNRESERVED = "-._~/";

    private PathBytes() {}

    /** The absolute path with these bytes. */
    static Path path(byte[] absolute) {
        if (isAscii(absolute)) {
            return Path.of(new String(absolute, StandardCharsets.US_ASCII));
        }
        return Path.of(URI.create("file://" + encode(absolute)));
    }

    /** What is at the path below the directory. */
    static Path below(Path directory, FilePath path) {
        return below(directory, path.bytes());
    }

    /** What the text names as UTF-8: from the directory on, or absolutely. */
    static Path below(Path directory, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text.startsWith("/") ? path(bytes) : below(directory, bytes);
    }

    private static Path below(Path directory, byte[] bytes) {
        if (isAscii(bytes)) {
            return directory.resolve(new String(bytes, StandardCharsets.US_ASCII));
        }
        return Path.of(URI.create("file://" + withSlash(directory.toUri().getRawPath()) + encode(bytes)));
    }

    /** All bytes of an absolute path. */
    static byte[] bytes(Path absolute) {
        String text = absolute.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        return decode(withoutSlash(absolute.toUri().getRawPath()));
    }

    /** The bytes of an absolute path's last part. */
    static byte[] name(Path absolute) {
        String text = absolute.getFileName().toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        String encoded = withoutSlash(absolute.toUri().getRawPath());
        return decode(encoded.substring(encoded.lastIndexOf('/') + 1));
    }

    private static String encode(byte[] bytes) {
        var out = new StringBuilder(3 * bytes.length);
        for (byte b : bytes) {
            boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
            if (plain || UNRESERVED.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append("%%%02X".formatted(b & 0xff));
            }
        }
        return out.toString();
    }

    private static byte[] decode(String encoded) {
        var out = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                out.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    /** A directory's URI ends with a slash, but only while the directory exists. */
    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** What a charset can't decode becomes U+FFFD, which is not ASCII either. */
    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
