package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotOrigin;
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
    private final Losses losses;
    private Manifest latest;

    SetContents(Engine engine, SetLog log, PackOrigin origin, Losses losses) {
        this.engine = engine;
        this.losses = losses;
        this.known = new KnownChunks(listedPacks(log));
        for (SnapshotHeader snapshot : log.snapshots()) {
            snapshot.packs().forEach(known::addPack);
        }
        tellLostPacks(log);
        addLeftovers(log, engine.snapshots().packs(origin));
        log.snapshots().forEach(this::addManifest);
    }

    /** What a listing misses is asked for before it is called lost; what this run needs of it is stored anew either way. */
    private void tellLostPacks(SetLog log) {
        for (SnapshotHeader snapshot : log.snapshots()) {
            for (PackRef pack : snapshot.packs()) {
                if (!known.hasPack(pack.id())) {
                    ObjectKey key = Layout.pack(log.model(), log.set(), pack.id());
                    Optional<ObjectInfo> there = engine.repository().store().find(key);
                    if (there.isEmpty() || there.get().size() != pack.size()) {
                        String what = there.isEmpty() ? " is missing" : " has not its size any more";
                        losses.add(key, "pack " + pack.id() + " of set " + log.set() + what);
                    }
                }
            }
        }
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
            SlotOrigin origin = snapshot.origin();
            losses.add(
                    Layout.slot(origin.model(), origin.set(), origin.slot()),
                    "the snapshot in " + origin + " can't be built on: " + e.getMessage());
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
