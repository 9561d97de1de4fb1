package io.twinkeep.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LayersTest {
    static final List<Set<String>> BOTTOM_TO_TOP = List.of(
            Set.of("ids", "errors", "parallel"),
            Set.of("json", "binary"),
            Set.of("files", "objectstore", "crypto", "catalog"),
            Set.of("tensor", "repository", "facts"),
            Set.of("codec"),
            Set.of("pack"),
            Set.of("snapshot", "placed"),
            Set.of("outputs", "records"),
            Set.of("operation"));

    /** Import prefix of each library, and the one package that may name it. */
    static final Map<String, String> HOMES = Map.of(
            "io.minio", "objectstore",
            "okhttp3", "objectstore",
            "org.apache.commons.vfs2", "files",
            "com.jcraft.jsch", "files",
            "com.github.luben", "codec",
            "org.bouncycastle", "crypto",
            "com.fasterxml.jackson", "json");

    private static final Path ROOT = Path.of("src/main/java/io/twinkeep/core");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+)", Pattern.MULTILINE);

    @Test
    void everyImportPointsDown() {
        assertThat(forbiddenImports()).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() throws IOException {
        try (var packages = Files.list(ROOT)) {
            assertThat(packages)
                    .allSatisfy(
                            dir -> assertThat(dir.resolve("package-info.java")).exists());
        }
    }

    private static List<String> forbiddenImports() {
        var found = new ArrayList<String>();
        for (Path file : javaFiles()) {
            String from = ROOT.relativize(file).getName(0).toString();
            var imports = IMPORT.matcher(read(file));
            while (imports.find()) {
                String name = imports.group(1);
                if (!isAllowed(from, name)) {
                    found.add(file + " imports " + name);
                }
            }
        }
        return found;
    }

    private static boolean isAllowed(String from, String name) {
        if (name.startsWith("io.twinkeep.core.")) {
            String to = name.split("\\.")[3];
            return to.equals(from) || row(to) < row(from);
        }
        return HOMES.entrySet().stream()
                .allMatch(home ->
                        !name.startsWith(home.getKey() + ".") || home.getValue().equals(from));
    }

    private static int row(String name) {
        for (int row = 0; row < BOTTOM_TO_TOP.size(); row++) {
            if (BOTTOM_TO_TOP.get(row).contains(name)) {
                return row;
            }
        }
        throw new AssertionError("package " + name + " has no row");
    }

    private static List<Path> javaFiles() {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
