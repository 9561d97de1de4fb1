package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a set holds when a backup starts: its manifests, and the packs that an interrupted run left. */
final class SetContents {
    private final Engine engine;
    private final KnownChunks known;
    private Manifest latest;

    SetContents(Engine engine, SetLog log, PackOrigin origin) {
        this.engine = engine;
        this.known = new KnownChunks(listedPacks(log));
        for (SnapshotHeader snapshot : log.snapshots()) {
            snapshot.packs().forEach(known::addPack);
        }
        addLeftovers(log, engine.snapshots().packs(origin));
        log.snapshots().forEach(this::addManifest);
    }

    private Map<PackId, Long> listedPacks(SetLog log) {
        var listed = new HashMap<PackId, Long>();
        try (Stream<ObjectInfo> packs = engine.repository().store().list(Layout.packs(log.model(), log.set()))) {
            packs.filter(pack -> pack.key().name().matches("[0-9a-f]{32}"))
                    .forEach(pack -> listed.put(PackId.parse(pack.key().name()), pack.size()));
        }
        return listed;
    }

    /** A listing is only a hint here: a pack that it misses is stored once more, and that is all. */
    private void addLeftovers(SetLog log, PackReader packs) {
        Set<PackId> used = new HashSet<>();
        log.snapshots()
                .forEach(snapshot -> snapshot.packs().stream().map(PackRef::id).forEach(used::add));
        known.present().forEach((id, size) -> {
            if (!used.contains(id)) {
                addLeftover(packs, id, size);
            }
        });
    }

    private void addLeftover(PackReader packs, PackId id, long size) {
        try {
            PackReader.Indexed indexed = packs.index(id, size);
            known.addPack(indexed.ref());
            indexed.chunks().forEach(known::addChunk);
        } catch (Corrupt | Missing | Refused e) {
            engine.progress().note("a left-over pack is not used: " + e.getMessage());
        }
    }

    private void addManifest(SnapshotHeader snapshot) {
        try {
            engine.sets().body(snapshot).pages().forEach(known::addChunk);
            latest = engine.snapshots().manifest(snapshot);
            known.addManifest(latest);
        } catch (Corrupt | Missing e) {
            engine.progress().note("the snapshot in " + snapshot.origin() + " can't be built on: " + e.getMessage());
        }
    }

    KnownChunks known() {
        return known;
    }

    /** The newest manifest that can be read. */
    Optional<Manifest> latest() {
        return Optional.ofNullable(latest);
    }
}
