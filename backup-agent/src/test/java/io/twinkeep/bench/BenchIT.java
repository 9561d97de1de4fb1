package io.twinkeep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark comes to its end and tells everything; not what it tells. */
@Tag("slow")
class BenchIT {
    private static final List<String> COLUMNS =
            List.of("wall_seconds", "cpu_seconds", "peak_bytes", "repository_bytes");

    @TempDir
    Path folder;

    @Test
    void theQuickBenchmarkTellsAllColumnsOfAllTasks() throws Exception {
        Map<String, Object> told = run("--quick");

        assertThat(told).containsKeys("date", "machine", "programs", "caches", "missed");
        assertThat(objects(told, "tasks"))
                .extracting(task -> task.get("name"))
                .containsExactly(
                        "full",
                        "incremental",
                        "restore",
                        "restore-next-day",
                        "unchanged",
                        "s3",
                        "link-full",
                        "link-incremental",
                        "standby",
                        "chain",
                        "versions",
                        "threads",
                        "memory");
        assertThat(objects(told, "tasks")).allSatisfy(task -> {
            assertThat(objects(task, "programs"))
                    .isNotEmpty()
                    .allSatisfy(program -> assertThat(program).containsKeys(COLUMNS.toArray(String[]::new)));
            assertThat(objects(task, "verdicts")).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"codec", "records", "search", "idle", "arrival", "slow-link"})
    void aTaskWithoutPeersTellsFiguresBesideTheirBars(String name) throws Exception {
        Map<String, Object> told = run("--quick", "--tasks", name);

        assertThat(objects(told, "tasks")).extracting(task -> task.get("name")).containsExactly(name);
        assertThat(objects(objects(told, "tasks").getFirst(), "verdicts"))
                .isNotEmpty()
                .allSatisfy(
                        verdict -> assertThat((double) verdict.get("figure")).isPositive())
                .anySatisfy(
                        verdict -> assertThat(verdict.get("bar")).as("a bar").isNotNull());
    }

    private Map<String, Object> run(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of("bin/twinkeep-bench").toAbsolutePath().toString()));
        command.addAll(List.of("--json", "--work", folder.resolve("work").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        Process bench = builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(bench.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        return Json.object(Files.readAllBytes(folder.resolve("out")), "stdout");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Map<String, Object> parent, String name) {
        return (List<Map<String, Object>>) parent.get(name);
    }
}
