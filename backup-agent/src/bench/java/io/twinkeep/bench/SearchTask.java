package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.facts.PostgresFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the searches of generation records take, in a million of them, each asked as the admin server asks it. */
final class SearchTask {
    private static final int BATCH = 5_000;
    private static final int ROUNDS = 200;
    private static final int LIMIT = 50; // what a page shows
    private static final double BAR = 100;

    private final Lab lab;
    private final long records;

    SearchTask(Lab lab) {
        this.lab = lab;
        this.records = lab.order().records();
    }

    Task run() {
        var task = new Task(
                "search", "searches among " + records + " generation records, the first " + LIMIT + " of each");
        Path folder = lab.turnFolder();
        try (var agent = SoloAgent.prepare(lab, folder, Store.local(folder));
                PostgresFacts facts = agent.facts()) {
            insert(facts);
            agent.execute("vacuum analyze twinkeep.generation_record");
            queries().forEach((name, query) -> judge(task, name, times(facts, query)));
        } finally {
            Folders.delete(folder);
        }
        task.note(ROUNDS + " times each, after one; p99 and, in brackets, the least and the most");
        return task;
    }

    private void insert(PostgresFacts facts) {
        var samples = new SampleRecords();
        for (long first = 0; first < records; first += BATCH) {
            List<GenerationRecord> batch = samples.records(first, (int) Math.min(BATCH, records - first));
            facts.writer().write(batch);
        }
    }

    private Map<String, RecordQuery> queries() {
        var queries = new LinkedHashMap<String, RecordQuery>();
        var newest = RecordQuery.newest(LIMIT);
        Instant middle = SampleRecords.made(records / 2);
        queries.put("newest", newest);
        queries.put("one hour", newest.between(middle, middle.plus(Duration.ofHours(1))));
        queries.put("a common version", newest.ofVersion(SampleRecords.version(0)));
        queries.put("a rare version", newest.ofVersion(SampleRecords.version(18)));
        queries.put("a version nobody has", newest.ofVersion(SampleRecords.version(-1)));
        queries.put("a seed", newest.ofSeed(SampleRecords.seed(records / 2)));
        queries.put("a common English word", newest.about(SampleRecords.english(0)));
        queries.put("a rare English word", newest.about(SampleRecords.english(4_900)));
        queries.put("two English words", newest.about(SampleRecords.english(3) + " " + SampleRecords.english(300)));
        queries.put("a word nobody used", newest.about("nowhere"));
        queries.put("a common Chinese word", newest.about(SampleRecords.chinese(0)));
        queries.put("a rare Chinese word", newest.about(SampleRecords.chinese(4_900)));
        queries.put("two Chinese words in a row", newest.about(SampleRecords.chinese(2) + SampleRecords.chinese(5)));
        queries.put(
                "a word, a version and a day",
                newest.about(SampleRecords.english(40))
                        .ofVersion(SampleRecords.version(1))
                        .between(middle, middle.plus(Duration.ofDays(1))));
        return queries;
    }

    private static List<Double> times(PostgresFacts facts, RecordQuery query) {
        facts.records().search(query);
        var millis = new ArrayList<Double>();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            facts.records().search(query);
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis.stream().sorted().toList();
    }

    private static void judge(Task task, String name, List<Double> millis) {
        task.judge(new Verdict(name + ", p50", Spread.at(0.5, millis), "ms", Optional.of(Bar.most(BAR))));
        var p99 = new Spread(millis.getFirst(), Spread.at(0.99, millis), millis.getLast());
        task.judge(Verdict.of(name + ", p99", p99, "ms", Optional.of(Bar.most(BAR))));
    }
}
