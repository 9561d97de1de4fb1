package io.twinkeep.agent.service;

import io.twinkeep.agent.session.Session;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What is told of a committed snapshot: the version with its files, the snapshot, and the repository. */
final class SnapshotFacts {
    private final String region;
    private final FactRecorder facts;
    private final EventLog log;
    private final InstantSource clock;

    SnapshotFacts(String region, FactRecorder facts, EventLog log, InstantSource clock) {
        this.region = region;
        this.facts = facts;
        this.log = log;
        this.clock = clock;
    }

    /** The snapshot is there whatever happens here, so nothing of it fails the backup. */
    void committed(Session session, Backup.Outcome outcome, RunId job) {
        try {
            var engine = session.engine();
            Optional<SlotEntry> entry = engine.sets().slot(outcome.model(), outcome.set(), outcome.slot());
            if (entry.isPresent() && entry.get() instanceof SlotEntry.Snapshotted snapshot) {
                tell(session, outcome, snapshot.header());
            }
            if (outcome.full() && outcome.set().number() > 1) {
                tellLast(session, outcome);
            }
        } catch (BackupException e) {
            log.failed("snapshot not told to the catalogue", e, "run", job, "version", outcome.version());
        }
    }

    /** Before a full the same run has committed its state into the set before. */
    private void tellLast(Session session, Backup.Outcome full) {
        var before = new SetId(full.set().epoch(), full.set().number() - 1);
        var told = new io.twinkeep.core.operation.SnapshotFacts(session.engine());
        var snapshots = told.counted(full.model(), before);
        if (!snapshots.isEmpty()) {
            var last = snapshots.getLast();
            facts.record(told.version(last.listed()));
            facts.record(told.snapshot(region, last.listed(), last.storedBytes()));
        }
    }

    private void tell(Session session, Backup.Outcome outcome, SnapshotHeader header) {
        Instant now = clock.instant();
        var repository = session.repository();
        List<VersionFile> files = session.engine().snapshots().manifest(header).entries().stream()
                .filter(FileEntry::isFile)
                .map(file -> new VersionFile(file.path(), file.stat().size(), file.digest()))
                .toList();
        facts.record(
                new RepositoryUse(repository.id(), region, repository.store().toString(), now));
        facts.record(new VersionFact(outcome.model(), outcome.version().value(), header.takenAt(), files));
        facts.record(new SnapshotFact(
                repository.id(),
                outcome.model(),
                outcome.set(),
                outcome.slot(),
                region,
                outcome.full() ? SnapshotFact.Kind.FULL : SnapshotFact.Kind.INCREMENTAL,
                outcome.version().value(),
                header.run(),
                outcome.bytesTotal(),
                outcome.bytesStored(),
                header.takenAt(),
                Optional.empty()));
    }
}
