package io.twinkeep.agent.archive;

import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolEntry;
import io.twinkeep.agent.spool.SpoolReader;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Appends to the log what the spool was told since, and what the database alone knows. Before a segment is written its id is
 * remembered, so whoever is killed then finds it or writes it, but never both. One thread at a time.
 */
public final class RecordArchive {
    private static final int FACTS = 20_000;
    private static final int BYTES = 6 << 20;

    private final Spool spool;
    private final ProgressFile file;
    private final RandomGenerator random;
    private final Consumer<String> problems;

    /** @param problems told of facts that can't be kept */
    public RecordArchive(Spool spool, Path file, RandomGenerator random, Consumer<String> problems) {
        this.spool = spool;
        this.file = new ProgressFile(file);
        this.random = random;
        this.problems = problems;
    }

    /** What was appended. */
    public record Outcome(int segments, long entries) {}

    private record Gathered(List<CatalogEntry> entries, int fromDatabase, Progressed then) {}

    /**
     * @param database where what no spool knows is read from; empty for whoever is not to do that
     * @param today by the store's clock
     */
    public Outcome run(RecordLog log, Optional<Facts> database, LocalDate today) {
        Progressed done = settled(log, today);
        long until = spool.status().last(); // what comes meanwhile goes with the next run
        int segments = 0;
        long count = 0;
        boolean more = true;
        while (more) {
            Gathered gathered = gather(done, database);
            if (!gathered.entries().isEmpty()) {
                var pending = new ProgressFile.Pending(Token.random(random), today.minusDays(1), gathered.then());
                file.write(done, pending);
                log.append(pending.id(), gathered.entries());
                segments++;
                count += gathered.entries().size();
            }
            // A large fact waits for the next segment, so what the database told first is progress as well.
            boolean progressed = gathered.fromDatabase() > 0 || gathered.then().spool() > done.spool();
            more = gathered.then().spool() < until && progressed || gathered.fromDatabase() >= DatabaseTail.PAGE;
            done = keep(gathered.then());
        }
        return new Outcome(segments, count);
    }

    /** Where a run was killed while it wrote a segment, the log knows whether it is there. */
    private Progressed settled(RecordLog log, LocalDate today) {
        ProgressFile.Known known = file.read();
        Optional<Progressed> written = known.pending()
                .filter(pending -> log.find(pending.id(), new Days(pending.from(), today.plusDays(1)))
                        .isPresent())
                .map(ProgressFile.Pending::then);
        return keep(written.orElse(known.done()));
    }

    /** The file first: what the spool lets go of is never asked for again. */
    private Progressed keep(Progressed done) {
        file.write(done);
        spool.archived(Math.min(done.spool(), spool.status().last()));
        return done;
    }

    private Gathered gather(Progressed done, Optional<Facts> database) {
        var entries = new ArrayList<CatalogEntry>();
        Progressed then = database.map(facts -> new DatabaseTail(facts).addTo(entries, done))
                .orElse(done);
        int fromDatabase = entries.size();
        return new Gathered(entries, fromDatabase, fromSpool(entries, then));
    }

    private Progressed fromSpool(List<CatalogEntry> entries, Progressed done) {
        List<SpoolEntry> batch;
        try (SpoolReader reader = spool.archiveReader(done.spool())) {
            batch = fitting(reader.next(FACTS, BYTES), !entries.isEmpty());
        }
        var events = new TreeMap<>(done.events());
        Map<String, AgentHeartbeat> beats = new HashMap<>();
        for (SpoolEntry entry : batch) {
            decoded(entry).ifPresent(fact -> {
                switch (fact) {
                    // Of heartbeats only the last is worth keeping.
                    case AgentHeartbeat beat -> beats.put(beat.region() + "/" + beat.agent(), beat);
                    case AuditEvent event -> {
                        if (events.putIfAbsent(event.id().toString(), event.at()) == null) {
                            entries.add(event);
                        }
                    }
                    default -> entries.add(fact);
                }
            });
        }
        entries.addAll(beats.values());
        long last = batch.isEmpty() ? done.spool() : batch.getLast().sequence();
        return new Progressed(last, done.epoch(), done.moves(), done.audited(), events);
    }

    /** Without a large fact at the end: a version of very many files has a segment of its own, for there is a limit to those. */
    private static List<SpoolEntry> fitting(List<SpoolEntry> batch, boolean others) {
        boolean alone = batch.size() == 1 && !others;
        boolean large = !batch.isEmpty() && batch.getLast().fact().bytes().length > BYTES;
        return large && !alone ? batch.subList(0, batch.size() - 1) : batch;
    }

    private Optional<Fact> decoded(SpoolEntry entry) {
        try {
            return Optional.of(CatalogFacts.decode(entry.fact()));
        } catch (Refused | Corrupt e) {
            problems.accept("fact " + entry.sequence() + " of the spool is not kept in the log: " + e.getMessage());
            return Optional.empty();
        }
    }
}
