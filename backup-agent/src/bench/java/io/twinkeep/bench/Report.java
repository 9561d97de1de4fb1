package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outcome as tables for people, or as one JSON object. */
final class Report {
    private static final double MIB = 1 << 20;
    private static final String ROW = "  %-28s %22s %22s %16s %24s%n";

    private final Map<String, Object> head;
    private final List<Task> tasks;

    /** @param head what was compared, where and when; shown as it is */
    Report(Map<String, Object> head, List<Task> tasks) {
        this.head = head;
        this.tasks = tasks;
    }

    String text() {
        var text = new StringBuilder();
        head.forEach((name, value) -> addHead(text, name, value));
        for (Task task : tasks) {
            text.append(String.format("%n%s: %s%n", task.name(), task.title()));
            if (!task.rows().isEmpty()) {
                text.append(String.format(ROW, "", "wall s", "CPU s", "peak MiB", "repository MiB"));
            }
            task.rows().forEach(row -> text.append(line(row)));
            task.verdicts()
                    .forEach(verdict -> text.append("  ").append(line(verdict)).append('\n'));
            task.notes().forEach(note -> text.append("  (").append(note).append(")\n"));
            task.answers().forEach((program, answer) -> text.append(Breakdown.of(program, answer)));
        }
        return text.toString();
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>(head);
        all.put("tasks", tasks.stream().map(Report::fields).toList());
        all.put(
                "missed",
                tasks.stream()
                        .flatMap(task -> task.verdicts().stream())
                        .filter(Verdict::missed)
                        .count());
        return Json.text(all);
    }

    private static void addHead(StringBuilder text, String name, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(item -> text.append(String.format("%-9s %s%n", name, item)));
        } else {
            text.append(String.format("%-9s %s%n", name, value));
        }
    }

    private static String line(Row row) {
        return String.format(
                ROW,
                row.program(),
                cell(row, Measure.WALL, 1),
                cell(row, Measure.CPU, 1),
                cell(row, Measure.PEAK, MIB),
                row.most(Measure.STORED) == 0 ? "-" : cell(row, Measure.STORED, MIB));
    }

    private static String cell(Row row, Measure measure, double unit) {
        String median = Texts.number(row.median(measure) / unit);
        return row.samples().size() == 1
                ? median
                : median + " (" + Texts.number(row.least(measure) / unit) + "–" + Texts.number(row.most(measure) / unit)
                        + ")";
    }

    private static String line(Verdict verdict) {
        String figure = Texts.number(verdict.figure())
                + verdict.spread().map(Report::range).orElse("")
                + (verdict.unit().isEmpty() ? "" : " " + verdict.unit());
        String bar = verdict.bar()
                .map(found -> "bar " + found.text() + ", ratio "
                        + Texts.number(verdict.ratio().orElseThrow()) + (verdict.missed() ? "  MISSED" : "  met"))
                .orElse("");
        return String.format("%-46s %22s   %s", verdict.what(), figure, bar).stripTrailing();
    }

    private static String range(Spread spread) {
        return " (" + Texts.number(spread.least()) + "–" + Texts.number(spread.most()) + ")";
    }

    private static Map<String, Object> fields(Task task) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", task.name());
        fields.put("title", task.title());
        fields.put("programs", task.rows().stream().map(Report::fields).toList());
        fields.put("verdicts", task.verdicts().stream().map(Report::fields).toList());
        fields.put("notes", task.notes());
        fields.put("answers", task.answers());
        return fields;
    }

    private static Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("program", row.program());
        fields.put("wall_seconds", numbers(row, Measure.WALL));
        fields.put("cpu_seconds", numbers(row, Measure.CPU));
        fields.put("peak_bytes", numbers(row, Measure.PEAK));
        fields.put("repository_bytes", numbers(row, Measure.STORED));
        return fields;
    }

    private static Map<String, Object> numbers(Row row, Measure measure) {
        var samples = new ArrayList<Object>();
        row.samples().forEach(sample -> samples.add(measure.of(sample)));
        return Map.of("median", row.median(measure), "samples", samples);
    }

    private static Map<String, Object> fields(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", verdict.what());
        fields.put("figure", verdict.figure());
        fields.put("bar", verdict.bar().map(Bar::text).orElse(null));
        fields.put("ratio", verdict.ratio().orElse(null));
        fields.put("least", verdict.spread().map(Spread::least).orElse(null));
        fields.put("most", verdict.spread().map(Spread::most).orElse(null));
        fields.put("met", verdict.bar().map(bar -> !verdict.missed()).orElse(null));
        return fields;
    }
}
