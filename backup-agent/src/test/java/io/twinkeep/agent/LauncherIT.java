package io.twinkeep.agent;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Test
    void aJavaThatDoesNotStartIsToldInOurOwnWords() throws Exception {
        var ended = run(Map.of("TWINKEEP_JAVA_OPTIONS", "-Xmx1\"nonsense"), "versions", "--json");

        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(error(ended))
                .containsEntry("kind", "BadUsage")
                .containsEntry("exit_code", 2L)
                .extractingByKey("message", as(InstanceOfAssertFactories.STRING))
                .contains("TWINKEEP_JAVA_OPTIONS='-Xmx1\"nonsense'", "Invalid maximum heap size");
        assertThat(ended.err()).startsWith("twinkeep: Java does not start").contains("\nnext: ");
        assertThat(run(Map.of("TWINKEEP_JAVA_OPTIONS", "-Xmx300m"), "--version").code())
                .isZero();
    }

    private static Map<String, Object> error(Ended ended) {
        assertThat(ended.out().strip().lines()).hasSize(1);
        @SuppressWarnings("unchecked")
        var error = (Map<String, Object>) Json.object(ended.out().getBytes(StandardCharsets.UTF_8), "stdout")
                .get("error");
        return error;
    }

    @Test
    void aSignalBeforeJavaRunsEndsTheRunInTheSameWay() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        Files.writeString(java, "#!/bin/sh\ntouch started\nuntil [ -e go ]; do sleep 0.01; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        var environment = Map.of("JAVA_HOME", folder.resolve("jdk").toString(), "TWINKEEP_JAVA_OPTIONS", "-Xmx1g");
        Process process = start(LAUNCHER, environment, "versions", "--json");
        await(process, folder.resolve("started"));

        assertThat(process.supportsNormalTermination()).isTrue();
        process.destroy();
        Files.createFile(folder.resolve("go"));

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        var ended = ended(process);
        assertThat(ended.code()).as(ended.err()).isEqualTo(143);
        assertThat(error(ended)).containsEntry("kind", "Stopped").containsEntry("exit_code", 143L);
    }

    private static void await(Process process, Path file) throws Exception {
        while (!Files.exists(file)) {
            assertThat(process.isAlive()).isTrue();
            // Nothing but a look can tell.
            Thread.sleep(10);
        }
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
