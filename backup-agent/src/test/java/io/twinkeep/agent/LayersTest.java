package io.twinkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LayersTest {
    static final List<Set<String>> BOTTOM_TO_TOP = List.of(
            Set.of("text", "state"),
            Set.of("schedule", "metadata", "spool", "watch", "follow"),
            Set.of("cache"),
            Set.of("outputs", "upload", "archive"),
            Set.of("config"),
            Set.of("session"),
            Set.of("service"),
            Set.of("region"),
            Set.of("cli", "demo"));

    private static final String PREFIX = "io.twinkeep.agent.";
    private static final Path ROOT = Path.of("src/main/java/io/twinkeep/agent");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?" + Pattern.quote(PREFIX) + "(\\w+)", Pattern.MULTILINE);

    @Test
    void everyImportPointsDown() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : javaFiles()) {
            String from = ROOT.relativize(file).getName(0).toString();
            IMPORT.matcher(Files.readString(file))
                    .results()
                    .map(result -> result.group(1))
                    .filter(to -> !isAllowed(from, to))
                    .forEach(to -> found.add(file + " imports " + to));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() throws IOException {
        try (var entries = Files.list(ROOT)) {
            assertThat(entries.filter(Files::isDirectory))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(
                            dir -> assertThat(dir.resolve("package-info.java")).exists());
        }
    }

    /** The command line starts the demonstration, which stands beside it. */
    private static boolean isAllowed(String from, String to) {
        return to.equals(from) || row(to) < row(from) || from.equals("cli") && to.equals("demo");
    }

    private static int row(String name) {
        for (int row = 0; row < BOTTOM_TO_TOP.size(); row++) {
            if (BOTTOM_TO_TOP.get(row).contains(name)) {
                return row;
            }
        }
        throw new AssertionError("package " + name + " has no row");
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(ROOT, 2)) {
            return files.filter(
                            file -> file.toString().endsWith(".java") && file.getNameCount() > ROOT.getNameCount() + 1)
                    .toList();
        }
    }
}
