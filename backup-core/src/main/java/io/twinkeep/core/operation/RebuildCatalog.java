package io.twinkeep.core.operation;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.records.Segment;
import io.twinkeep.core.records.SegmentKey;
import io.twinkeep.core.repository.Days;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fills an empty database from repositories alone. First everything that their records tell, in order; then the snapshots and
 * versions of which no record tells, since records come hourly; then the moves of aliases, and only then the epochs: the
 * database takes no move of an epoch before the present one. What is there already is left as it is, so running it again
 * changes nothing. A segment that one repository has lost is read from another.
 */
public final class RebuildCatalog {
    // As many as a database takes in one go without keeping anybody waiting.
    private static final int BATCH = 2_000;

    private static final Comparator<AliasMove> IN_ORDER = Comparator.comparing(AliasMove::model)
            .thenComparing(AliasMove::alias)
            .thenComparingInt(AliasMove::number);

    private final List<Engine> repositories;
    private final Facts facts;

    /** @param repositories mirrors count as well as those that they come from */
    public RebuildCatalog(List<Engine> repositories, Facts facts) {
        this.repositories = List.copyOf(repositories);
        this.facts = facts;
    }

    /** What was found and written; {@code problems} name what could not be read or was not taken. */
    public record Outcome(
            int segments, long facts, int snapshotsWithoutRecord, int moves, int grants, List<String> problems) {}

    /** What a run gathers; used by one thread. */
    private static final class Gathered {
        private int segments;
        private long facts;
        private int added;
        private final Set<String> regions = new HashSet<>();
        private final Set<SnapshotPlace> snapshots = new HashSet<>();
        private final Set<AliasMove> moves = new LinkedHashSet<>();
        private final Map<Integer, EpochGrant> grants = new TreeMap<>();
        private final List<Fact> batch = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
    }

    private record SnapshotPlace(RepositoryId repository, ModelName model, SetId set, int slot) {
        static SnapshotPlace of(SnapshotFact fact) {
            return new SnapshotPlace(fact.repository(), fact.model(), fact.set(), fact.slot());
        }
    }

    /** @param region the one for which snapshots are reported that no record tells of */
    public Outcome run(String region) {
        var gathered = new Gathered();
        replay(gathered);
        for (Engine engine : repositories) {
            addSnapshots(engine, region, gathered);
        }
        flush(gathered);
        gathered.moves.stream().sorted(IN_ORDER).forEach(move -> {
            attempt(
                    gathered,
                    "alias " + move.alias() + " of " + move.model(),
                    () -> facts.aliases().move(move));
        });
        gathered.grants.values().forEach(grant -> {
            know(grant.primary(), gathered);
            attempt(gathered, "epoch " + grant.epoch(), () -> facts.fleet().grant(grant));
        });
        return new Outcome(
                gathered.segments,
                gathered.facts,
                gathered.added,
                gathered.moves.size(),
                gathered.grants.size(),
                List.copyOf(gathered.problems));
    }

    private static void attempt(Gathered gathered, String what, Runnable write) {
        try {
            write.run();
        } catch (Conflict | Refused e) {
            gathered.problems.add(what + " was not taken: " + e.getMessage());
        }
    }

    private void replay(Gathered gathered) {
        Map<SegmentKey, List<RecordLog>> holders = new TreeMap<>();
        for (Engine engine : repositories) {
            var log = new RecordLog(engine.repository(), engine.random());
            log.segments(Days.ALL)
                    .forEach(key -> holders.computeIfAbsent(key, ignored -> new ArrayList<>())
                            .add(log));
        }
        holders.forEach((key, logs) -> read(key, logs, gathered).ifPresent(segment -> {
            gathered.segments++;
            segment.entries().forEach(entry -> take(entry, gathered));
        }));
        flush(gathered);
    }

    private static Optional<Segment> read(SegmentKey key, List<RecordLog> logs, Gathered gathered) {
        Map<String, String> problems = new LinkedHashMap<>();
        for (RecordLog log : logs) {
            try {
                return Optional.of(log.read(key));
            } catch (Missing | Corrupt | Refused e) {
                problems.put(e.getMessage(), "");
            }
        }
        gathered.problems.addAll(problems.keySet());
        return Optional.empty();
    }

    private void take(CatalogEntry entry, Gathered gathered) {
        switch (entry) {
            case AliasMove move -> gathered.moves.add(move);
            case EpochGrant grant -> gathered.grants.putIfAbsent(grant.epoch(), grant);
            case Fact fact -> write(fact, gathered);
        }
    }

    private void write(Fact fact, Gathered gathered) {
        regionOf(fact).ifPresent(region -> know(region, gathered));
        if (fact instanceof SnapshotFact snapshot) {
            gathered.snapshots.add(SnapshotPlace.of(snapshot));
        }
        gathered.batch.add(fact);
        // In the order of the records: of two facts of one batch about the same thing the database takes either.
        if (gathered.batch.size() == BATCH || fact instanceof VersionFact) {
            flush(gathered);
        }
    }

    private void flush(Gathered gathered) {
        if (!gathered.batch.isEmpty()) {
            facts.writer().write(List.copyOf(gathered.batch));
            gathered.facts += gathered.batch.size();
            gathered.batch.clear();
        }
    }

    private void know(String region, Gathered gathered) {
        if (gathered.regions.add(region)) {
            facts.fleet().addRegion(region);
        }
    }

    private static Optional<String> regionOf(Fact fact) {
        return switch (fact) {
            case AgentHeartbeat heartbeat -> Optional.of(heartbeat.region());
            case AuditEvent event -> Optional.of(event.region());
            case Deployment deployment -> Optional.of(deployment.region());
            case GenerationRecord generated -> Optional.of(generated.region());
            case JobRun run -> Optional.of(run.region());
            case RepositoryUse use -> Optional.of(use.region());
            case SnapshotFact snapshot -> Optional.of(snapshot.region());
            case VersionFact version -> Optional.empty();
        };
    }

    private void addSnapshots(Engine engine, String region, Gathered gathered) {
        var told = new SnapshotFacts(engine);
        for (ModelName model : engine.sets().models()) {
            for (SetId set : engine.sets().sets(model)) {
                try {
                    for (SnapshotFacts.Counted counted : told.counted(model, set)) {
                        add(told, counted, region, gathered);
                    }
                } catch (Missing | Corrupt | Refused e) {
                    gathered.problems.add(e.getMessage());
                }
            }
        }
    }

    private void add(SnapshotFacts told, SnapshotFacts.Counted counted, String region, Gathered gathered) {
        // The version first: a snapshot of a version that is unknown helps nobody.
        write(told.version(counted.listed()), gathered);
        SnapshotFact snapshot = told.snapshot(region, counted.listed(), counted.storedBytes());
        if (!gathered.snapshots.contains(SnapshotPlace.of(snapshot))) {
            write(snapshot, gathered);
            gathered.added++;
        }
    }
}
