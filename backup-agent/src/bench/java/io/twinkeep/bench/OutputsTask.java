package io.twinkeep.bench;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Important images dropped into the cache of a real agent, at a steady pace: how long until the store has each and Postgres
 * says where. Agent and S3 server are processes of their own.
 */
final class OutputsTask {
    private static final int A_SECOND = 50;
    private static final int SECONDS = 60;
    private static final int WARM_UP = 20; // an agent runs for weeks: its first seconds are not what is asked for
    private static final int IMAGE_BYTES = 256 << 10;
    private static final double BAR = 2;
    private static final int ALL = 10_000;
    private static final Duration POLL = Duration.ofMillis(200); // more often it would take the time that is measured

    private final Lab lab;
    private final Path folder;
    private final Map<String, Long> dropped = new ConcurrentHashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();

    OutputsTask(Lab lab) {
        this.lab = lab;
        this.folder = lab.turnFolder();
    }

    Task run() {
        var task = new Task(
                "outputs",
                "important outputs, %d images of %s a second for %d s after %d to warm up"
                        .formatted(A_SECOND, Texts.bytes(IMAGE_BYTES), SECONDS, WARM_UP));
        try (var s3 = S3Server.start(folder.resolve("objects"), List.of(), "127.0.0.1")) {
            Store store = s3.emptyStore("127.0.0.1", folder, 0);
            try (var agent = SoloAgent.prepare(lab, folder, store)) {
                measure(agent);
            }
            check(store, task);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
        List<Double> sorted = seconds.values().stream().sorted().toList();
        task.judge(
                new Verdict("on disk to stored and recorded, median", Spread.at(0.5, sorted), "s", Optional.empty()));
        task.judge(new Verdict("the same, p99", Spread.at(0.99, sorted), "s", Optional.of(Verdict.Bar.most(BAR))));
        task.judge(new Verdict("the same, longest", sorted.getLast(), "s", Optional.empty()));
        return task;
    }

    private void measure(SoloAgent agent) throws IOException {
        agent.start("['**']");
        try (var facts = agent.facts()) {
            dropAndLook("warm", WARM_UP, facts, agent);
            seconds.clear();
            dropped.clear();
            dropAndLook("image", SECONDS, facts, agent);
        } finally {
            agent.stop();
        }
    }

    private void dropAndLook(String names, int forSeconds, PostgresFacts facts, SoloAgent agent) throws IOException {
        int count = A_SECOND * forSeconds;
        Thread dropping = Thread.ofPlatform().start(() -> dropAll(names, count));
        agent.await(() -> look(facts) == count && !dropping.isAlive(), POLL);
    }

    /** How many are stored and recorded by now; the first look at one is its time. */
    private int look(PostgresFacts facts) {
        int among = dropped.size() == A_SECOND * SECONDS ? ALL : A_SECOND * 20;
        List<GenerationRecord> newest = facts.records().search(RecordQuery.newest(among));
        long now = System.nanoTime();
        newest.stream()
                .filter(record -> record.storedAs().isPresent())
                .map(GenerationRecord::path)
                .filter(dropped::containsKey)
                .forEach(path -> seconds.computeIfAbsent(path, name -> (now - dropped.get(name)) / 1e9));
        return seconds.size();
    }

    private void dropAll(String names, int count) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < count; i++) {
                long wait = start + i * (1_000_000_000L / A_SECOND) - System.nanoTime();
                LockSupport.parkNanos(Math.max(0, wait));
                drop(names + i + ".png");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(String name) throws IOException {
        Path temporary = Files.write(folder.resolve("incoming"), Pictures.noise(name.hashCode(), IMAGE_BYTES));
        dropped.put(name, System.nanoTime());
        Files.move(temporary, folder.resolve("outputs").resolve(name));
    }

    /** No figure without what it stands for: every image comes back equal. */
    private void check(Store store, Task task) {
        Path back = folder.resolve("back");
        lab.runner().run(lab.peers().ours().outputs(store, back));
        String there = Folders.digest(folder.resolve("outputs"));
        if (!Folders.digest(back).equals(there)) {
            throw new BenchFailure("what was stored differs from the outputs", "");
        }
        task.note("all " + A_SECOND * (SECONDS + WARM_UP)
                + " images came back equal; Postgres was asked every 0.2 s, which counts");
    }
}
