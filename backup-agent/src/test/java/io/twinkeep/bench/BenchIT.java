package io.twinkeep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the benchmark comes to its end and tells everything; not what it tells. */
@Tag("slow")
class BenchIT {
    private static final List<String> COLUMNS =
            List.of("wall_seconds", "cpu_seconds", "peak_bytes", "repository_bytes");

    @TempDir
    Path folder;

    @Test
    void theQuickBenchmarkTellsAllColumnsOfAllTasks() throws Exception {
        var builder = new ProcessBuilder(
                Path.of("bin/twinkeep-bench").toAbsolutePath().toString(),
                "--quick",
                "--json",
                "--work",
                folder.resolve("work").toString());
        builder.environment().put("TWINKEEP_NO_BUILD", "1");
        Process bench = builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();

        assertThat(bench.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        Map<String, Object> told = Json.object(Files.readAllBytes(folder.resolve("out")), "stdout");
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

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Map<String, Object> parent, String name) {
        return (List<Map<String, Object>>) parent.get(name);
    }
}
