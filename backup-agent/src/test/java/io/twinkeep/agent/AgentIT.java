package io.twinkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged daemon as a supervisor would: without a database, with a role of its own. */
@Timeout(300)
class AgentIT {
    private static final Path LAUNCHER = Path.of("bin/twinkeep").toAbsolutePath();

    @TempDir
    Path folder;

    private Process agent;

    @BeforeEach
    void prepare() throws Exception {
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/weights.bin"), "first");
        assertThat(run("init", "-r", "file:repository", "--key-file", "key")).isZero();
        Files.writeString(folder.resolve("agent.yaml"), """
                region: eu-1
                role: primary
                state: %1$s/state
                repository: { address: 'file:%1$s/repository', key-file: %1$s/key }
                models: [{ name: m, directory: %1$s/model }]
                watch: { poll: 1s, settle: 0s }
                http: 127.0.0.1:0
                log: json
                """.formatted(folder));
    }

    @AfterEach
    void end() {
        if (agent != null) {
            agent.destroyForcibly();
        }
    }

    private ProcessBuilder program(String... args) {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        builder.environment().put("HOME", folder.toString());
        return builder;
    }

    private int run(String... args) throws Exception {
        Process process = program(args)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private void start() throws IOException {
        agent = program("agent", "--config", "agent.yaml")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    private void await(String event, int times) {
        await(
                event,
                () -> log().lines()
                                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                                .count()
                        >= times);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for: %s%n%s", what, log()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000); // a log file tells nobody
        }
    }

    @Test
    void sigtermEndsItCleanlyAndKillNineLosesNothing() throws Exception {
        assertThat(run("agent", "check", "--config", "agent.yaml", "--json"))
                .as(Files.readString(folder.resolve("out")))
                .isZero();
        start();
        await("job done", 1);
        agent.destroyForcibly();
        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Files.writeString(folder.resolve("model/weights.bin"), "second, while it was down");

        start();
        await("job done", 2);
        agent.destroy();

        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).as(log()).isZero();
        assertThat(log()).contains("\"event\":\"agent stopped\"").doesNotContain("\"level\":\"error\"");
        assertThat(run("versions", "-r", "file:repository", "--key-file", "key", "--json"))
                .isZero();
        assertThat(Files.readString(folder.resolve("out")))
                .contains("\"slot\":0")
                .contains("\"slot\":1");
    }

    @Test
    void aWrongFileIsToldWithEveryProblemAndCodeTwo() throws Exception {
        Files.writeString(folder.resolve("agent.yaml"), "regoin: eu-1\nhttp: 0.0.0.0:80\n");

        assertThat(run("agent", "--config", "agent.yaml")).isEqualTo(2);

        assertThat(folder.resolve("out"))
                .content()
                .contains("line 1: unknown key 'regoin'; did you mean 'region'?")
                .contains("line 2: http must be on the loopback interface");
    }
}
