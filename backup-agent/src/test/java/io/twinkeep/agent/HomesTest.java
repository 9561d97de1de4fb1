package io.twinkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HomesTest {
    /** What may be imported by one package only; an empty name stands for none at all. */
    private static final Map<String, String> HOMES = Map.of(
            "picocli.", "cli",
            "org.yaml.", "config",
            "org.quartz.", "schedule",
            "io.prometheus.", "service",
            "com.sun.net.httpserver.", "service",
            "com.fasterxml.", "",
            "io.minio.", "",
            "org.gaul.", "",
            "io.twinkeep.agent.cli.", "cli");

    private static final Path ROOT = Path.of("src/main/java/io/twinkeep/agent");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+)", Pattern.MULTILINE);

    @Test
    void everyLibraryHasOneHomeAndTheCommandLineIsOnTop() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : javaFiles()) {
            String from = ROOT.relativize(file).getName(0).toString();
            IMPORT.matcher(Files.readString(file))
                    .results()
                    .map(result -> result.group(1))
                    .filter(name -> HOMES.entrySet().stream()
                            .anyMatch(home -> name.startsWith(home.getKey())
                                    && !home.getValue().equals(from)))
                    .forEach(name -> found.add(file + " imports " + name));
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
