package io.twinkeep.agent;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs what was packaged, as a person would. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("bin/twinkeep").toAbsolutePath();

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private Process start(Path program, Map<String, String> environment, String... args) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        // What this test runs was packaged a moment ago; the launcher must not build into our own build.
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended run(Map<String, String> environment, String... args) throws Exception {
        Process process = start(LAUNCHER, environment, args);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return ended(process);
    }

    private Ended ended(Process process) throws IOException {
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    @Test
    void aModelGoesThroughARepositoryAndComesBack() throws Exception {
        Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("model/größe"), new byte[] {1, 2, 3});

        assertThat(run(Map.of(), "init", "-r", "file:repository", "--key-file", "k")
                        .code())
                .isZero();
        var backup = run(
                Map.of("TWINKEEP_REPOSITORY", "repository", "TWINKEEP_KEY_FILE", "k", "LC_ALL", "C"),
                "backup",
                "--model",
                "größer",
                "--json",
                "model");
        assertThat(backup.code()).isEqualTo(2);
        backup = run(
                Map.of("TWINKEEP_REPOSITORY", "repository", "TWINKEEP_KEY_FILE", "k", "LC_ALL", "C"),
                "backup",
                "--model",
                "z",
                "--json",
                "model");
        assertThat(backup.code()).as(backup.err()).isZero();
        var restore = run(Map.of(), "restore", "-r", "repository", "--key-file", "k", "--to", "ziel ü");

        assertThat(restore.code()).as(restore.err()).isZero();
        assertThat(Json.object(backup.out().getBytes(StandardCharsets.UTF_8), "stdout"))
                .containsEntry("files", 1L);
        assertThat(folder.resolve("ziel ü/größe")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(run(Map.of(), "versions", "-r", "nowhere").code()).isEqualTo(6);
    }

    @Test
    void itWorksThroughASymlinkAndFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("tk"), LAUNCHER);

        Process process = start(link, Map.of(), "--version");

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(ended(process).out()).startsWith("twinkeep ").contains("Java ");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalEndsTheRunWithItsCodeAndOneJsonObjectThatSaysIt(String signal, int code) throws Exception {
        Process process = start(LAUNCHER, Map.of(), "demo", "--json", "--temp", folder.toString());
        while (Files.size(folder.resolve("err")) == 0) {
            assertThat(process.isAlive()).isTrue();
            // It is at work once it says something, which nothing but a look can tell.
            Thread.sleep(10);
        }
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        var ended = ended(process);
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.out().strip().lines()).hasSize(1);
        assertThat(Json.object(ended.out().getBytes(StandardCharsets.UTF_8), "stdout"))
                .extractingByKey("error", as(InstanceOfAssertFactories.MAP))
                .containsEntry("kind", "Stopped")
                .containsEntry("exit_code", (long) code);
        assertThat(folder).isDirectoryNotContaining("glob:**/twinkeep-demo-*");
    }
}
