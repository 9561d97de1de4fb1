package io.twinkeep.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionDigestTest {
    private static final String PIPELINE =
            "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum";

    @TempDir
    Path folder;

    private final TreeMap<FilePath, Sha256> files = new TreeMap<>();

    @Test
    void anEmptyFolderHasTheDigestThatCoreutilsFinds() throws Exception {
        assertThat(digest()).isEqualTo(byCoreutils()).startsWith("e3b0c442");
    }

    @Test
    void plainNamesHaveTheDigestThatCoreutilsFinds() throws Exception {
        for (String name :
                new String[] {"b", "a/zz", "a-b", "a/b", "a/c", "B", "model.safetensors", "a.b", "ab", "z/y/x"}) {
            write(name, name);
        }

        assertThat(digest()).isEqualTo(byCoreutils());
    }

    @Test
    void oddNamesHaveTheDigestThatCoreutilsFinds() throws Exception {
        // As bash writes them, since a Java path can't hold bytes that are no text.
        String[] names = {
            "two words",
            " leading",
            "trailing ",
            "-n",
            "--check",
            "*",
            "a\\nb",
            "a\\\\b",
            "a\\rb",
            "\\\\",
            "\\n",
            "a\\tb",
            "\\xff\\xfe",
            "\\xc3\\xa9",
            "e\\xcc\\x81",
            "\\x01",
            "\\x7f",
            "'",
            "\"",
            "$HOME",
            "`",
            "\\xf0\\x9f\\x98\\x80",
            "..."
        };
        for (String name : names) {
            run("printf '%s' 'content of " + name.replace("'", "_") + "' > ./\"$(printf '%bX' \"$1\")\"", name);
        }
        // The X keeps a line end at a name's end, which $( ) would drop.
        for (String name : names) {
            String letters = java(name) + "X";
            byte[] bytes = letters.getBytes(StandardCharsets.ISO_8859_1);
            files.put(FilePath.ofBytes(bytes), Sha256.of(content(name)));
        }

        assertThat(digest()).isEqualTo(byCoreutils());
    }

    @Test
    void aManifestHasTheDigestOfItsRegularFilesAlone() {
        Manifest manifest = new Samples(1).anyManifest(50);
        manifest.entries().stream().filter(FileEntry::isFile).forEach(entry -> files.put(entry.path(), entry.digest()));

        assertThat(manifest.version().toString()).isEqualTo(digest());
    }

    private static byte[] content(String name) {
        return ("content of " + name.replace("'", "_")).getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes that printf's %b makes of the name, as ISO-8859-1 letters. */
    private static String java(String name) {
        var out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != '\\') {
                out.append(name.charAt(i));
                continue;
            }
            i++;
            switch (name.charAt(i)) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(name.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new AssertionError(name);
            }
        }
        return out.toString();
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
        files.put(FilePath.of(name), Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String digest() {
        return VersionDigest.of(files).toString();
    }

    private String byCoreutils() throws Exception {
        return run(PIPELINE, "").split(" ")[0];
    }

    private String run(String command, String argument) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command, "bash", argument)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
