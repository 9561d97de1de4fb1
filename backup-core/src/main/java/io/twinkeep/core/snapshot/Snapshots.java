package io.twinkeep.core.snapshot;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.List;
import java.util.function.Supplier;

/** Opens what a snapshot refers to: its packs and its manifest. Thread-safe. */
public final class Snapshots {
    // Pages are small: fetched one after the other, a manifest of 100,000 files would be many hundred round trips.
    private static final int PAGES_AT_ONCE = 16;

    private final Repository repository;
    private final SetStore sets;
    private final Supplier<ChunkCodec> codecs;

    public Snapshots(Repository repository, SetStore sets, Supplier<ChunkCodec> codecs) {
        this.repository = repository;
        this.sets = sets;
        this.codecs = codecs;
    }

    /** Where the snapshot's packs were made. */
    public PackOrigin origin(SnapshotHeader snapshot) {
        SlotOrigin origin = snapshot.origin();
        return new PackOrigin(
                origin.repository(),
                origin.model(),
                origin.set(),
                repository.keys().key(snapshot.keyId(), "the snapshot in " + origin));
    }

    public PackReader packs(PackOrigin origin) {
        return new PackReader(
                repository.store(), origin, pack -> Layout.pack(origin.model(), origin.set(), pack), codecs);
    }

    /** Fetches the pages and puts the manifest together; its version digest is checked. */
    public Manifest manifest(SnapshotHeader snapshot) {
        SnapshotBody body = sets.body(snapshot);
        PackReader packs = packs(origin(snapshot));
        List<byte[]> pages = Parallel.map(PAGES_AT_ONCE, body.pages(), packs::read);
        String what = "the manifest of " + snapshot.origin();
        Manifest manifest = Manifest.read(pages, what);
        if (!manifest.version().equals(body.version())) {
            throw new Corrupt(what + " is corrupt: it is not the version that it says");
        }
        return manifest;
    }
}
