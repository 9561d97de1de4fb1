package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Outputs and records of a repository: a few, one of them large, and what they should be. */
final class DatedObjectsOf {
    static final LocalDate DAY = TestOutputs.DAY;
    static final int OUTPUTS = 4;
    static final int SEGMENTS = 3;

    private static final Map<String, byte[]> FILES = Map.of(
            "a.png", TestOutputs.noise(1, 400),
            "b/b.png", TestOutputs.noise(2, 70_000),
            "large.mp4", TestOutputs.noise(3, OutputStore.PART + 9),
            "empty", new byte[0]);

    private final TestModel model;

    DatedObjectsOf(TestModel model) {
        this.model = model;
    }

    void fill() {
        FILES.forEach((path, bytes) -> put(DAY.plusDays(path.length() % 3), path, bytes));
        IntStream.range(0, SEGMENTS).forEach(this::append);
    }

    Output put(LocalDate day, String path, byte[] bytes) {
        return TestOutputs.put(model.engine().repository(), day, path, bytes).output();
    }

    void append(int number) {
        log().append(List.of(event(number)));
    }

    private RecordLog log() {
        return new RecordLog(model.engine().repository(), TestModel.RANDOM);
    }

    static AuditEvent event(int number) {
        var details = new TreeMap<>(Map.of("number", Integer.toString(number)));
        return new AuditEvent(
                new Token(9, number), "eu-1", Instant.EPOCH.plusSeconds(number), "ops", "test", "it", details);
    }

    List<CatalogEntry> entries() {
        RecordLog log = log();
        var entries = new ArrayList<CatalogEntry>();
        log.segments(Days.ALL).forEach(key -> entries.addAll(log.read(key).entries()));
        return entries;
    }

    /** Everything that {@link #fill} stored is there, byte for byte. */
    void assertComplete() {
        var store = TestOutputs.store(model.engine().repository());
        var found = new TreeMap<String, byte[]>();
        List<Output> outputs;
        try (var objects = store.list(Days.ALL)) {
            outputs = objects.map(store::output).toList();
        }
        for (Output output : outputs) {
            var out = new ByteArrayOutputStream();
            store.copy(output, out::writeBytes);
            found.put(output.description().path().toString(), out.toByteArray());
        }
        assertThat(found.keySet()).isEqualTo(new TreeMap<>(FILES).keySet());
        found.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(FILES.get(path)));
        assertThat(entries()).containsExactly(event(0), event(1), event(2));
    }
}
