package io.twinkeep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The outcome of one task: a row for each program, and the verdicts on Twinkeep. Not thread-safe. */
final class Task {
    static final String OURS = "twinkeep";

    private final String name;
    private final String title;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Object> answers = new LinkedHashMap<>();

    /** @param name as it is asked for; {@code title} for people */
    Task(String name, String title) {
        this.name = name;
        this.title = title;
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    List<Verdict> verdicts() {
        return List.copyOf(verdicts);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** What Twinkeep itself told of its last run, by program; its breakdown by stages comes to the reader this way. */
    Map<String, Object> answers() {
        return answers;
    }

    Row row(String program) {
        return rows.computeIfAbsent(program, Row::new);
    }

    void note(String note) {
        notes.add(note);
    }

    void answer(String program, Map<String, Object> answer) {
        if (!answer.isEmpty()) {
            answers.put(program, answer);
        }
    }

    void judge(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** Twinkeep's median beside the best peer's, the best at this very measure. */
    void compare(Measure measure, Verdict.Bar bar) {
        compare(measure, "", bar);
    }

    /** The same beside the best of those peers whose name begins so. */
    void compare(Measure measure, String peers, Verdict.Bar bar) {
        best(measure, name -> !name.startsWith(OURS) && name.startsWith(peers))
                .ifPresent(peer -> compare(measure, row(OURS), peer, Optional.ofNullable(bar)));
    }

    /** One row's median beside another's. */
    void compare(Measure measure, Row ours, Row other, Optional<Verdict.Bar> bar) {
        double ratio = ours.median(measure) / other.median(measure);
        judge(new Verdict(measure.title() + ", of " + other.program() + "'s", ratio, "", bar));
    }

    private Optional<Row> best(Measure measure, Predicate<String> peers) {
        return rows.values().stream()
                .filter(row -> peers.test(row.program()))
                .min((one, two) -> Double.compare(one.median(measure), two.median(measure)));
    }
}
