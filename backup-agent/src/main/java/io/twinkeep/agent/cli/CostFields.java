package io.twinkeep.agent.cli;

import io.twinkeep.core.objectstore.StoreMeters;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a run cost, for whoever wants to make it cheaper: told to scripts only. */
final class CostFields {
    private CostFields() {}

    /** By stage: seconds of all threads together, the bytes that went in, and in how many pieces. */
    static Map<String, Object> stages(Map<Stage, Stages.Spent> stages) {
        Map<String, Object> fields = new LinkedHashMap<>();
        stages.forEach((stage, spent) -> fields.put(
                name(stage),
                Answer.fields("seconds", inSeconds(spent.nanos()), "bytes", spent.bytes(), "times", spent.times())));
        return fields;
    }

    /** Calls to the store by kind, and the seconds that all of a kind took together. */
    static Map<String, Object> requests(StoreMeters meters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Verb verb : Verb.values()) {
            StoreMeters.Meter meter = meters.verbs().get(verb);
            fields.put(
                    name(verb),
                    Answer.fields(
                            "calls", meter.calls(), "failures", meter.failures(), "seconds", inSeconds(meter.nanos())));
        }
        return fields;
    }

    /** User and system time of this process so far; null where the system does not tell. */
    static Double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .map(millis -> millis / 1000.0)
                .orElse(null);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double inSeconds(long nanos) {
        return Math.round(nanos / 1e5) / 1e4;
    }
}
