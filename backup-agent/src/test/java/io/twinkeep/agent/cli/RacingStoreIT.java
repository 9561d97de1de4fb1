package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that people really run (Adobe's S3Mock) and that lets two writers win one race now and then, as a process with its own
 * libraries. It listens on every interface, so it and the program that talks to it get a network of their own.
 */
@Tag("real")
class RacingStoreIT {
    private static final Path SERVER =
            Path.of("target/racing-store/s3mock-exec.jar").toAbsolutePath();
    private static final String RACE = "conditional create, many at once";

    @TempDir
    Path folder;

    private Process server;

    private record Ended(int code, String out, String err) {
        Ended expecting(int wanted) {
            assertThat(code).as(err).isEqualTo(wanted);
            return this;
        }

        Map<String, Object> json() {
            return Json.object(out.getBytes(StandardCharsets.UTF_8), "stdout");
        }
    }

    @BeforeEach
    void startServer() throws IOException {
        assertThat(SERVER).as("the profile 'slow' fetches it").exists();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "ip link set lo up && exec " + java + " -Xmx256m -Djava.io.tmpdir=" + folder + " -jar " + SERVER;
        var builder = new ProcessBuilder("unshare", "--map-root-user", "--net", "sh", "-c", command)
                .redirectErrorStream(true);
        builder.environment().put("COM_ADOBE_TESTING_S3MOCK_STORE_INITIAL_BUCKETS", "models");
        server = builder.start();
        awaitStart(server.inputReader());
    }

    /** It says so, and goes on to say what need not be kept. */
    private static void awaitStart(BufferedReader output) throws IOException {
        var said = new StringBuilder();
        while (!said.toString().contains("Started S3MockApplication")) {
            String line = output.readLine();
            assertThat(line).as("it ended: " + said).isNotNull();
            said.append(line).append('\n');
        }
        Thread.ofVirtual().start(() -> readToTheEnd(output));
    }

    private static void readToTheEnd(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The server was stopped, and its output with it.
        }
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(1, TimeUnit.MINUTES)) {
            server.destroyForcibly().waitFor();
        }
    }

    /** Runs the program as a process in the server's network. */
    private Ended run(Object... args) throws Exception {
        var command = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(server.pid()), "--user", "--net"));
        command.addAll(List.of(
                "--preserve-credentials",
                Path.of("bin/twinkeep").toAbsolutePath().toString()));
        List.of(args).forEach(arg -> command.add(arg.toString()));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "AWS_ACCESS_KEY_ID", "TESTKEY",
                        "AWS_SECRET_ACCESS_KEY", "a-secret-for-tests",
                        "TWINKEEP_NO_BUILD", "1",
                        "TWINKEEP_REPOSITORY", "s3:http://127.0.0.1:9090/models/team",
                        "TWINKEEP_KEY_FILE", folder.resolve("k").toString()));
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    @Test
    @SuppressWarnings("unchecked")
    void itIsFoundOutAndRefusedUnlessThereIsOneWriterOnly() throws Exception {
        var checks = (List<Map<String, Object>>)
                run("probe", "--json").expecting(7).json().get("checks");
        assertThat(checks)
                .filteredOn(check -> check.get("outcome").equals("failed"))
                .extracting(check -> check.get("name"))
                .contains(RACE, "wrong secret is refused");

        assertThat(run("init").expecting(7).err()).contains(RACE, "--single-writer");
        assertThat(folder.resolve("k")).doesNotExist();

        assertThat(run("init", "--single-writer").expecting(0).err()).contains("single writer only");
        Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("model/weights.bin"), Shell.noise(1, 100_000));
        run("backup", "--model", "z", "model").expecting(0);
        run("restore", "--to", "standby").expecting(0);
        assertThat(folder.resolve("standby/weights.bin")).hasSameBinaryContentAs(folder.resolve("model/weights.bin"));
    }
}
