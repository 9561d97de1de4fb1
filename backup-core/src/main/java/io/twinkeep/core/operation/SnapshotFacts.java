package io.twinkeep.core.operation;

import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SlotOrigin;
import io.twinkeep.core.snapshot.Verified;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a repository says of its snapshots, as facts. Whoever reports a snapshot makes its facts here, so that they come out
 * the same when a catalogue is rebuilt; a mirror tells of a copy what its origin tells.
 */
public final class SnapshotFacts {
    private final Engine engine;

    public SnapshotFacts(Engine engine) {
        this.engine = engine;
    }

    /** A snapshot's facts, as a region reports them. */
    public SnapshotFact snapshot(String region, Versions.Listed listed, long storedBytes) {
        SlotOrigin origin = listed.header().origin();
        Optional<Verified> verified = new VerifiedRecords(engine.repository(), engine.random())
                .last(origin.model(), listed.set())
                .filter(last -> last.throughSlot() >= listed.slot());
        return new SnapshotFact(
                origin.repository(),
                origin.model(),
                origin.set(),
                origin.slot(),
                region,
                listed.header().isFull() ? SnapshotFact.Kind.FULL : SnapshotFact.Kind.INCREMENTAL,
                listed.body().version().value(),
                listed.header().run(),
                listed.body().bytes(),
                storedBytes,
                listed.header().takenAt(),
                verified.map(Verified::at));
    }

    /** The version that a snapshot holds, first seen when it was taken. */
    public VersionFact version(Versions.Listed listed) {
        Manifest manifest = engine.snapshots().manifest(listed.header());
        List<VersionFile> files = manifest.entries().stream()
                .filter(FileEntry::isFile)
                .map(entry -> new VersionFile(entry.path(), entry.stat().size(), entry.digest()))
                .toList();
        return new VersionFact(
                listed.header().origin().model(),
                listed.body().version().value(),
                listed.header().takenAt(),
                files);
    }

    /** A snapshot, and the bytes of packs that no snapshot of its set before it needed. */
    public record Counted(Versions.Listed listed, long storedBytes) {}

    /** The snapshots of a set, oldest first. */
    public List<Counted> counted(ModelName model, SetId set) {
        var counted = new ArrayList<Counted>();
        Set<PackId> seen = new HashSet<>();
        for (Versions.Listed listed : new Versions(engine).list(engine.sets().read(model, set))) {
            long stored = listed.header().packs().stream()
                    .filter(pack -> seen.add(pack.id()))
                    .mapToLong(PackRef::size)
                    .sum();
            counted.add(new Counted(listed, stored));
        }
        return counted;
    }
}
