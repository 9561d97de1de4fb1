package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The name of a version: SHA-256 of the {@code sha256sum} listing of all regular files, sorted by path bytes, as
 * {@code find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum} prints it with GNU coreutils 9
 * (which puts a backslash before a line whose name holds a backslash, newline or carriage return, and escapes those).
 */
public record VersionDigest(Sha256 value) {
    public static VersionDigest of(Iterable<FileEntry> entries) {
        var files = new TreeMap<FilePath, Sha256>();
        for (FileEntry entry : entries) {
            if (entry.isFile()) {
                files.put(entry.path(), entry.digest());
            }
        }
        return of(files);
    }

    public static VersionDigest of(SortedMap<FilePath, Sha256> files) {
        MessageDigest digest = Sha256.newDigest();
        for (Map.Entry<FilePath, Sha256> file : files.entrySet()) {
            digest.update(line(file.getKey().bytes(), file.getValue()));
        }
        return new VersionDigest(Sha256.finish(digest));
    }

    private static byte[] line(byte[] path, Sha256 digest) {
        var name = new ByteArrayOutputStream(path.length + 8);
        boolean escaped = false;
        for (byte b : path) {
            int letter = switch (b) {
                case '\\' -> '\\';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (letter == 0) {
                name.write(b);
            } else {
                escaped = true;
                name.write('\\');
                name.write(letter);
            }
        }
        var line = new ByteArrayOutputStream(path.length + 80);
        line.writeBytes(((escaped ? "\\" : "") + digest + "  ./").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(name.toByteArray());
        line.write('\n');
        return line.toByteArray();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
