package io.twinkeep.agent.config;

import io.twinkeep.agent.cache.EvictionRules;
import io.twinkeep.agent.outputs.ImportanceRules;
import io.twinkeep.agent.outputs.PromptPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code outputs}. */
final class OutputsReader {
    private final Section root;

    OutputsReader(Section root) {
        this.root = root;
    }

    Optional<OutputSettings> read() {
        return root.section("outputs").map(section -> {
            var settings = new OutputSettings(
                    section.required("directory", "/var/lib/zimage/outputs", Path.of("/"), Path::of),
                    section.choice("prompts", PromptPolicy.STORED, PromptPolicy.class),
                    section.section("important").map(OutputsReader::important).orElse(ImportanceRules.NONE),
                    section.section("evict").flatMap(OutputsReader::eviction));
            section.end();
            return settings;
        });
    }

    private static ImportanceRules important(Section section) {
        List<String> globs = section.texts("globs");
        Map<String, List<String>> values =
                section.section("values").map(Section::free).orElse(Map.of());
        boolean flag = section.flag("sidecar-flag", true);
        double rate = section.parsed("sample-rate", OutputsReader::rate).orElse(0.0);
        section.end();
        return section.made("globs", () -> new ImportanceRules(globs, values, flag, rate))
                .orElse(ImportanceRules.NONE);
    }

    private static double rate(String text) {
        if (!text.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")) {
            throw new IllegalArgumentException("must be a share from 0 to 1, is '" + text + "'");
        }
        return Double.parseDouble(text);
    }

    private static Optional<EvictionRules> eviction(Section section) {
        Duration age = section.duration("max-age", Duration.ofDays(14));
        Duration keep = section.duration("keep", Duration.ofHours(1));
        Optional<Long> high = section.parsed("high", ByteAmount::parse);
        Optional<Long> low = section.parsed("low", ByteAmount::parse);
        if (high.isEmpty()) {
            section.problem("high", "is missing; write 'high: 200GiB', above which the oldest outputs go");
        }
        section.end();
        return high.flatMap(most ->
                section.made("low", () -> new EvictionRules(age, most, low.orElse(most / 10 * 8), keep)));
    }
}
