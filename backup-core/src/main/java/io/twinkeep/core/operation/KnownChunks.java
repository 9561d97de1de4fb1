package io.twinkeep.core.operation;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.Manifest;
import java.util.HashMap;
import java.util.Map;

/**
 * What a set holds already: chunks by digest, the base of each tensor block by its role, and the packs that really are
 * there with the size they should have. Filled before a run, then only read.
 */
final class KnownChunks {
    private final Map<PackId, Long> present;
    private final Map<PackId, PackRef> packs = new HashMap<>();
    private final Map<Sha256, StoredChunk> byDigest = new HashMap<>();
    private final Map<Long, StoredChunk> byRole = new HashMap<>();
    private final Map<Long, StoredChunk> byPlace = new HashMap<>();

    /** @param present sizes of the packs that the store lists: a pack that was lost is not relied on any more */
    KnownChunks(Map<PackId, Long> present) {
        this.present = present;
    }

    void addPack(PackRef pack) {
        if (present.getOrDefault(pack.id(), -1L) == pack.size()) {
            packs.put(pack.id(), pack);
        }
    }

    void addChunk(StoredChunk chunk) {
        if (isThere(chunk)) {
            byDigest.put(chunk.digest(), chunk);
        }
    }

    /** Later manifests win: the latest snapshot must come last. */
    void addManifest(Manifest manifest) {
        manifest.entries().forEach(entry -> entry.chunks().forEach(ref -> add(entry.path(), ref)));
    }

    private void add(FilePath path, ChunkRef ref) {
        addChunk(ref.chunk());
        StoredChunk base =
                ref.chunk().base() == null ? ref.chunk() : ref.chunk().base();
        if (ref.role() != 0 && isThere(base)) {
            byRole.put(ref.role(), base);
            byPlace.put(place(ref.role(), path), base);
        }
    }

    boolean isThere(StoredChunk chunk) {
        return packs.containsKey(chunk.pack())
                && (chunk.base() == null || packs.containsKey(chunk.base().pack()));
    }

    /** Null if unknown. */
    StoredChunk chunk(Sha256 digest) {
        return byDigest.get(digest);
    }

    /**
     * What to code a tensor block against, null if there is nothing. Two parts of a model may use the same tensor names, so
     * the block of the same directory comes first.
     */
    StoredChunk base(FilePath path, long role, int length) {
        if (role == 0) {
            return null;
        }
        StoredChunk base = byPlace.get(place(role, path));
        if (base == null) {
            base = byRole.get(role);
        }
        return base != null && base.rawLength() == length ? base : null;
    }

    private static long place(long role, FilePath path) {
        String text = path.toString();
        return role * 31 + text.substring(0, text.lastIndexOf('/') + 1).hashCode();
    }

    /** Null if unknown or not there. */
    PackRef pack(PackId id) {
        return packs.get(id);
    }

    boolean hasPack(PackId id) {
        return packs.containsKey(id);
    }

    Map<PackId, Long> present() {
        return present;
    }
}
