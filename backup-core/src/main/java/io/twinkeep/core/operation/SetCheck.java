package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks one set: its log, its packs' presence, its manifests, and the packs that are to be read. Used by one thread. */
final class SetCheck {
    private final Engine engine;
    private final ModelName model;
    private final SetId set;
    private final VerifyListing.Contents listing;
    private final SlotHints hints;
    private final RepairSource repair;
    private final VerifyTally tally;
    private final Map<PackId, PackRef> refs = new LinkedHashMap<>();
    private final PackUse use = new PackUse();

    SetCheck(Engine engine, ModelName model, SetId set, VerifyListing listing, RepairSource repair, VerifyTally tally) {
        this.engine = engine;
        this.model = model;
        this.set = set;
        this.listing = listing.of(set);
        this.hints = listing.hints();
        this.repair = repair;
        this.tally = tally;
    }

    /** Returns the data key of a set that is not closed, empty if nothing in it can be read. */
    Optional<KeyId> run(int readPercent) {
        SetLog log = new SlotsCheck(engine, repair, tally).run(model, set, hints);
        if (log.isClosed()) {
            tally.sets++;
            return Optional.empty();
        }
        tally.sets += log.isEmpty() ? 0 : 1;
        tally.unnamedPacks += unnamedPacks(log);
        log.latest().ifPresent(latest -> check(log, latest, readPercent));
        return log.latest().map(SnapshotHeader::keyId);
    }

    /** Left by a backup that was interrupted, or by a snapshot that is lost: the repository alone can't tell. */
    private int unnamedPacks(SetLog log) {
        var unnamed = new HashSet<>(listing.packs().keySet());
        for (SnapshotHeader snapshot : log.snapshots()) {
            snapshot.packs().forEach(pack -> unnamed.remove(pack.id()));
        }
        return unnamed.size();
    }

    private void check(SetLog log, SnapshotHeader latest, int readPercent) {
        PackOrigin origin = engine.snapshots().origin(latest);
        var reading = new PackReading(engine, origin, refs, use, repair, tally);
        for (SnapshotHeader snapshot : log.snapshots()) {
            snapshot.packs().forEach(pack -> refs.putIfAbsent(pack.id(), pack));
        }
        checkPresence(reading);
        checkManifests(log, reading);
        reading.settle();
        tally.snapshots += log.snapshots().size();
        tally.packs += refs.size();
        new VerifyCycle(engine, log, reading, repair, tally).run(readPercent);
    }

    /** A listing may show too little: what it misses is asked for by name. */
    private void checkPresence(PackReading reading) {
        for (PackRef pack : refs.values()) {
            if (listing.packs().getOrDefault(pack.id(), -1L) == pack.size()) {
                continue;
            }
            Optional<ObjectInfo> found = engine.repository().store().find(Layout.pack(model, set, pack.id()));
            if (found.isEmpty()) {
                reading.damaged(pack, "it is missing");
            } else if (found.get().size() != pack.size()) {
                reading.damaged(pack, "it has " + found.get().size() + " bytes instead of " + pack.size());
            }
        }
    }

    private void checkManifests(SetLog log, PackReading reading) {
        for (int slot = 0; slot < log.nextSlot(); slot++) {
            if (log.slots().get(slot) instanceof SlotEntry.Snapshotted snapshot) {
                checkManifest(snapshot.header(), Layout.slot(model, set, slot), reading);
            }
        }
    }

    private void checkManifest(SnapshotHeader snapshot, ObjectKey key, PackReading reading) {
        try {
            learn(snapshot, key);
        } catch (Unavailable e) {
            throw e;
        } catch (BackupException e) {
            boolean whole = arePagesWhole(snapshot, reading);
            try {
                learn(snapshot, key);
            } catch (Unavailable unavailable) {
                throw unavailable;
            } catch (BackupException again) {
                use.addUnreadable(snapshot, engine.sets().body(snapshot).version());
                if (whole) {
                    tally.settle(new Verify.Finding(key, again.getMessage(), "all files of this version"), false);
                }
            }
        }
    }

    /** Whether all packs that hold its pages are whole, some perhaps because they were mended now. */
    private boolean arePagesWhole(SnapshotHeader snapshot, PackReading reading) {
        boolean whole = true;
        List<PackId> packs = engine.sets().body(snapshot).pages().stream()
                .map(StoredChunk::pack)
                .distinct()
                .toList();
        for (PackId pack : packs) {
            whole &= !refs.containsKey(pack) || reading.isWhole(refs.get(pack));
        }
        return whole;
    }

    private void learn(SnapshotHeader snapshot, ObjectKey key) {
        Manifest manifest = engine.snapshots().manifest(snapshot);
        use.add(snapshot, manifest, engine.sets().body(snapshot));
        var unnamed = new ArrayList<>(manifest.packs());
        unnamed.removeAll(snapshot.packs().stream().map(PackRef::id).toList());
        if (!unnamed.isEmpty()) {
            String what = "its header does not name " + unnamed.size() + " pack(s) that its files need, first "
                    + unnamed.getFirst();
            tally.settle(new Verify.Finding(key, what, "mirrors of version " + manifest.version()), false);
        }
    }
}
