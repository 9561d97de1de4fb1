package io.twinkeep.agent.cli;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Lines as GNU {@code sha256sum} prints and checks them: a name with odd characters is escaped, and the line marked. */
final class Sha256Lines {
    private Sha256Lines() {}

    static byte[] line(FilePath path, Sha256 digest) {
        var name = new ByteArrayOutputStream();
        boolean escaped = false;
        for (byte b : path.bytes()) {
            String replacement = escape(b);
            escaped |= !replacement.isEmpty();
            if (replacement.isEmpty()) {
                name.write(b);
            } else {
                name.writeBytes(replacement.getBytes(StandardCharsets.US_ASCII));
            }
        }
        var line = new ByteArrayOutputStream();
        line.writeBytes(((escaped ? "\\" : "") + digest + "  ./").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(name.toByteArray());
        line.write('\n');
        return line.toByteArray();
    }

    private static String escape(byte b) {
        return switch (b) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> "";
        };
    }
}
