package io.twinkeep.bench;

import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.bench.Verdict.Bar;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** How fast a real agent brings generation records into Postgres: those of a full spool, and those of images as they come. */
final class RecordsTask {
    private static final String RELEASED = "twinkeep_spool_released_facts_total";
    private static final String RECORDED = "twinkeep_outputs_recorded_total";
    private static final String WAITING = "twinkeep_spool_waiting_facts";
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double INTERVAL = 2; // seconds over which a rate is told
    private static final int MOST = 500_000; // they need less than half a spool
    private static final int APPENDING = 256; // appends at the same time share one sync
    private static final int IMAGES_A_SECOND = 2_500;
    private static final int IMAGES = 40_000;
    private static final int IMAGE_BYTES = 8 << 10; // at such a rate: a disk and a digest have their own limits

    private final Lab lab;
    private final Path folder;
    private final int records;
    private final int images;

    RecordsTask(Lab lab) {
        this.lab = lab;
        this.folder = lab.turnFolder();
        this.records = (int) Math.min(MOST, lab.order().records());
        this.images = lab.order().quick() ? IMAGES_A_SECOND : IMAGES;
    }

    /** When how many facts had left the spool. */
    private record Look(double second, double released) {}

    Task run() {
        var task = new Task(
                "records", records + " generation records of a full spool, and those of " + images + " new images");
        try (var agent = SoloAgent.prepare(lab, folder, Store.local(folder))) {
            fill(agent.spool());
            agent.start("[]");
            measure(task, agent, "full spool", 0, records, 20_000);
            check(agent, records);
            double before = agent.number(RELEASED);
            Thread dropping = Thread.ofPlatform().start(() -> dropImages(agent.outputs()));
            measure(task, agent, "images arriving", before, images, 2_000);
            join(dropping);
            agent.await(() -> agent.number(RECORDED) == images && agent.number(WAITING) == 0);
            check(agent, records + images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
        task.note("agent and Postgres share the machine with this program; Postgres has no standby; the median of rates"
                + " over " + (int) INTERVAL + " s, from the first record on; each record was counted once at the end");
        task.note("images of " + Texts.bytes(IMAGE_BYTES) + " are dropped at " + IMAGES_A_SECOND + " a second");
        return task;
    }

    private static void measure(Task task, SoloAgent agent, String what, double before, int more, double bar)
            throws IOException {
        double cpu = agent.cpuSeconds();
        double postgres = agent.postgresCpuSeconds();
        Spread rates = rates(watch(agent, before, more));
        task.judge(Verdict.of("records a second, " + what, rates, "", Optional.of(Bar.least(bar))));
        double used = (agent.cpuSeconds() - cpu) / more * 1e6;
        double usedByPostgres = (agent.postgresCpuSeconds() - postgres) / more * 1e6;
        task.judge(new Verdict("CPU of the agent for each", used, "µs", Optional.empty()));
        task.judge(new Verdict("CPU of Postgres for each", usedByPostgres, "µs", Optional.empty()));
    }

    private void fill(Path folderOfSpool) throws IOException {
        Files.createDirectories(folderOfSpool.getParent());
        var samples = new SampleRecords();
        try (Spool spool = Spool.open(folderOfSpool, SpoolSettings.DEFAULT, damage -> {})) {
            for (int first = 0; first < records; first += APPENDING) {
                List<GenerationRecord> some = samples.records(first, Math.min(APPENDING, records - first));
                Parallel.forEach(APPENDING, some, record -> spool.append(FactCodec.encode(record)));
            }
        }
    }

    /** Looks at the spool until so many more facts have left it. */
    private static List<Look> watch(SoloAgent agent, double before, int more) throws IOException {
        var looks = new ArrayList<Look>();
        agent.await(
                () -> {
                    double released = agent.number(RELEASED) - before;
                    if (released > 0) {
                        looks.add(new Look(System.nanoTime() / 1e9, released));
                    }
                    return released >= more;
                },
                LOOK);
        return looks;
    }

    private static Spread rates(List<Look> looks) {
        var rates = new ArrayList<Double>();
        Look from = looks.getFirst();
        for (Look to : looks) {
            if (to.second() - from.second() >= INTERVAL) {
                rates.add(rate(from, to));
                from = to;
            }
        }
        return rates.isEmpty() ? Spread.of(List.of(rate(looks.getFirst(), looks.getLast()))) : Spread.of(rates);
    }

    private static double rate(Look from, Look to) {
        return (to.released() - from.released()) / Math.max(to.second() - from.second(), 1e-3);
    }

    /** Each is there, and once. */
    private static void check(SoloAgent agent, int expected) {
        agent.execute("""
                do $$ begin
                  if (select count(*) <> %1$d or count(distinct (made, id)) <> %1$d from twinkeep.generation_record) then
                    raise exception 'there are not %1$d different records';
                  end if;
                end $$""".formatted(expected));
    }

    private void dropImages(Path outputs) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < images; i++) {
                LockSupport.parkNanos(start + i * (1_000_000_000L / IMAGES_A_SECOND) - System.nanoTime());
                Path incoming = Files.write(folder.resolve("incoming"), Pictures.noise(i, IMAGE_BYTES));
                Files.move(incoming, outputs.resolve(i + ".png"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
