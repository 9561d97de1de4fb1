package io.twinkeep.agent.cache;

import io.twinkeep.core.ids.FilePath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Paths below a cache as text with {@code /}, the same in any locale: Java decodes names with the locale's charset, and
 * only a path's URI shows its bytes.
 */
final class OutputPaths {
    private static final String PLAIN = "-._~/";

    private OutputPaths() {}

    static String text(Path root, Path file) {
        String text = root.relativize(file).toString();
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        String encoded = file.toUri().getRawPath();
        String prefix = root.toUri().getRawPath();
        String below = encoded.substring(prefix.endsWith("/") ? prefix.length() : prefix.length() + 1);
        return FilePath.ofBytes(decoded(below)).toString();
    }

    static Path file(Path root, String text) {
        if (text.chars().allMatch(c -> c < 0x80 && c != 0)) {
            return root.resolve(text);
        }
        String prefix = root.toUri().getRawPath();
        return Path.of(URI.create("file://" + prefix + (prefix.endsWith("/") ? "" : "/") + encoded(text)));
    }

    private static byte[] decoded(String encoded) {
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

    private static String encoded(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
            out.append(plain || PLAIN.indexOf(b) >= 0 ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
        }
        return out.toString();
    }
}
