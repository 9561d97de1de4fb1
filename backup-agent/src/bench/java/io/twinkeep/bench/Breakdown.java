package io.twinkeep.bench;

import java.util.Map;
import java.util.stream.Collectors;

/** Twinkeep's own account of its last run in a task: what each stage took, and what was asked of the store. */
final class Breakdown {
    private static final double MIB = 1 << 20;
    private static final String ROW = "  %-28s %12s %12s %12s %12s %8s%n";

    private Breakdown() {}

    /** As a table; empty if the program told nothing of its stages. */
    static String of(String program, Object answer) {
        if (!(answer instanceof Map<?, ?> fields) || !(fields.get("stages") instanceof Map<?, ?> stages)) {
            return "";
        }
        var text = new StringBuilder();
        text.append(String.format(ROW, "stages of " + program, "thread s", "MiB", "MiB/s", "passes", "pieces"));
        double total = number(fields.get("bytes_total"));
        stages.forEach((stage, spent) -> text.append(line(stage, (Map<?, ?>) spent, total)));
        text.append("  CPU of the whole process ")
                .append(fields.get("cpu_seconds"))
                .append(" s; requests: ");
        return text.append(requests((Map<?, ?>) fields.get("requests")))
                .append('\n')
                .toString();
    }

    /** A stage's passes are how often as many bytes as the model has went through it. */
    private static String line(Object stage, Map<?, ?> spent, double total) {
        double seconds = number(spent.get("seconds"));
        double bytes = number(spent.get("bytes"));
        return String.format(
                ROW,
                "  " + stage,
                Texts.number(seconds),
                Texts.number(bytes / MIB),
                bytes == 0 || seconds == 0 ? "-" : Texts.number(bytes / MIB / seconds),
                total == 0 ? "-" : Texts.number(bytes / total),
                spent.get("times"));
    }

    private static String requests(Map<?, ?> requests) {
        return requests.entrySet().stream()
                .filter(request -> calls(request.getValue()) > 0)
                .map(request -> request.getKey() + " " + (long) calls(request.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static double calls(Object request) {
        return number(((Map<?, ?>) request).get("calls"));
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
