package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Codec, digests and packs on one core, by JMH in processes of its own with the program's options for Java; its sources are in
 * backup-core/src/bench.
 */
final class CodecTask {
    private static final String CODEC = "codec.CodecBench";
    private static final String CASES = "BF16,BF16_DRIFT_1E_5,BF16_DRIFT_1E_4,F32";
    private static final List<String> JAVA =
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmn48m", "-Xmx1216m");

    private final Lab lab;

    CodecTask(Lab lab) {
        this.lab = lab;
    }

    Task run() {
        var task = new Task(
                "codec", "codec, digests and packs by JMH: bytes of the original a second, one thread, 4 MiB chunks");
        for (Object found : measure()) {
            task.judge(verdict((Map<?, ?>) found));
        }
        task.note(forks() + " processes each, after a warm-up; median, least and most of all iterations");
        return task;
    }

    private int forks() {
        return lab.order().rounds();
    }

    private List<?> measure() {
        Path results = Folders.fresh(lab.turnFolder()).resolve("jmh.json");
        boolean smoke = lab.order().quick();
        String path = System.getProperty("twinkeep.bench.jmh");
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var command = new Command(List.of(java), results.getParent(), Map.of())
                .and(JAVA.toArray(String[]::new))
                .and("-cp", path, "org.openjdk.jmh.Main")
                .and("CodecBench.(encode|decode)|DigestBench|PackBench", "-p", "what=" + CASES, "-t", "1")
                .and("-f", String.valueOf(forks()), "-wi", smoke ? "1" : "4", "-i", smoke ? "1" : "5")
                .and("-w", smoke ? "200ms" : "1s", "-r", smoke ? "200ms" : "1s")
                .and("-rf", "json", "-rff", results.toString(), "-foe", "true");
        lab.runner().run(command);
        try {
            String text = Files.readString(results); // JMH writes an array
            return (List<?>) Json.object(("{\"all\":" + text + "}").getBytes(), "JMH's results")
                    .get("all");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(lab.turnFolder());
        }
    }

    private static Verdict verdict(Map<?, ?> result) {
        String benchmark = (String) result.get("benchmark");
        String name = benchmark.replaceFirst("^io\\.twinkeep\\.core\\.\\w+\\.", "");
        String content = result.get("params") instanceof Map<?, ?> params
                ? " " + params.values().iterator().next()
                : "";
        var metric = (Map<?, ?>) result.get("primaryMetric");
        List<Double> figures = ((List<?>) metric.get("rawData"))
                .stream()
                        .flatMap(fork -> ((List<?>) fork).stream())
                        .map(figure -> ((Number) figure).doubleValue())
                        .toList();
        Optional<Bar> bar = benchmark.contains(CODEC)
                ? bar(benchmark.endsWith(".encode"), content.contains("DRIFT"), content.contains("BF16"))
                : Optional.empty();
        return Verdict.of(name + content, Spread.of(figures), "GB/s", bar);
    }

    private static Optional<Bar> bar(boolean encode, boolean delta, boolean bf16) {
        if (!bf16) {
            return Optional.empty();
        }
        return Optional.of(Bar.least(delta ? encode ? 0.5 : 0.7 : encode ? 1.5 : 2.0));
    }
}
