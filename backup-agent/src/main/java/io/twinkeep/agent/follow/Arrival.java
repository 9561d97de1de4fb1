package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.PathFilter;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Restore;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.snapshot.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Restores a version beside those that are there, as a delta against them, reads all of it back from the disk, and only
 * then gives it its name. Interrupted, it goes on where it stopped.
 */
final class Arrival {
    private final ModelName model;
    private final ModelPlace place;
    private final Supply supply;
    private final int threads;
    private final Progress progress;

    Arrival(ModelName model, ModelPlace place, Supply supply, int threads, Progress progress) {
        this.model = model;
        this.place = place;
        this.supply = supply;
        this.threads = threads;
        this.progress = progress;
    }

    /** What it took; {@code base} is the version that the deltas of its set stand on. */
    record Arrived(Restore.Outcome restored, Optional<Sha256> base) {}

    Arrived bring(Sha256 version, Instant now) {
        Path incoming = place.incoming(version);
        Restore.Outcome restored = restore(version, incoming, PathFilter.ALL, Restore.Trust.WHAT_READS_RIGHT);
        progress.note("restored version " + version + " beside the others");
        Ledger ledger = readBack(version, incoming, restored, now);
        progress.note("read version " + version + " back from the disk: all of it is right");
        LedgerFile.write(place.ledger(version), ledger);
        place.keep(version);
        return new Arrived(restored, base(restored));
    }

    private Ledger readBack(Sha256 version, Path incoming, Restore.Outcome restored, Instant now) {
        Ledger expected = expected(restored);
        Inspection.Finding finding = inspect(incoming, expected, 100, now);
        if (!finding.isRight()) {
            tell(finding, incoming);
            repair(version, incoming, finding.drifts());
            finding = inspect(incoming, finding.forgetting(), 0, now);
        }
        if (!finding.isRight()) {
            throw new Corrupt(
                    incoming + " does not hold version " + version + ", also after a second try: "
                            + finding.drifts().getFirst(),
                    "check the disk or the file server: what it gives back is not what was written");
        }
        return finding.ledger();
    }

    private void tell(Inspection.Finding finding, Path where) {
        finding.drifts().forEach(drift -> progress.note("not right in " + where + ": " + drift));
    }

    /** Brings what has drifted back to what the version has, file by file in one step each. Extra files stay. */
    void repair(Sha256 version, Path directory, List<Drift> drifts) {
        List<FilePath> paths = drifts.stream()
                .filter(drift -> drift.kind() != Drift.Kind.EXTRA)
                .map(Drift::path)
                .toList();
        if (!paths.isEmpty()) {
            restore(version, directory, PathFilter.only(paths), Restore.Trust.NOTHING);
        }
    }

    Inspection.Finding inspect(Path directory, Ledger expected, int percent, Instant now) {
        try (SourceTree tree = FileTrees.uncached(directory, progress::note)) {
            return new Inspection(tree, threads, progress).run(expected, percent, now);
        }
    }

    private Restore.Outcome restore(Sha256 version, Path directory, PathFilter filter, Restore.Trust trust) {
        return supply.mending(engine -> {
            try (var beside = Beside.of(place);
                    TargetTree target = FileTrees.target(directory.toString(), VfsSettings.DEFAULT)) {
                // Of a part that has drifted, this removes only what took the place of one of its directories.
                var order =
                        new Restore.Order(model, Supply.exactly(version), filter, true, false, trust, beside.nearby());
                return new Restore(engine).run(target, order);
            }
        });
    }

    private Ledger expected(Restore.Outcome restored) {
        return supply.mending(engine ->
                Ledger.of(engine.snapshots().manifest(restored.snapshot().header())));
    }

    /** The ledger of a version that is there; made from its snapshot if it was lost, and then nothing of it counts as read. */
    Ledger ledger(Sha256 version) {
        return LedgerFile.read(place.ledger(version), version)
                .orElseGet(() -> supply.mending(engine -> manifest(engine, version)));
    }

    private Ledger manifest(Engine engine, Sha256 version) {
        var found = new Versions(engine).find(model, Supply.exactly(version));
        Manifest manifest = engine.snapshots().manifest(found.header());
        return Ledger.of(manifest);
    }

    private Optional<Sha256> base(Restore.Outcome restored) {
        return supply.mending(engine -> new Versions(engine)
                .list(model).stream()
                        .filter(listed ->
                                listed.set().equals(restored.snapshot().set()))
                        .findFirst()
                        .map(listed -> listed.body().version().value()));
    }

    /** The versions on this disk, open to be read from. */
    private record Beside(List<Restore.Nearby> nearby) implements AutoCloseable {
        static Beside of(ModelPlace place) {
            return new Beside(place.held().stream()
                    .flatMap(version -> LedgerFile.read(place.ledger(version), version).stream())
                    .map(ledger -> new Restore.Nearby(
                            FileTrees.source(place.version(ledger.version()).toString(), VfsSettings.DEFAULT),
                            ledger.digests()))
                    .collect(Collectors.toCollection(ArrayList::new)));
        }

        @Override
        public void close() {
            nearby.forEach(one -> one.tree().close());
        }
    }
}
