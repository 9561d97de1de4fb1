package io.twinkeep.core.operation;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import java.util.Collection;
import java.util.HashSet;

/** Checks one pack to the last byte: its checksum, its index, and every chunk in it down to its SHA-256. Thread-safe. */
final class PackCheck {
    private final PackReader packs;

    PackCheck(PackReader packs) {
        this.packs = packs;
    }

    /** A chunk can't be judged, because its base in another pack can't be read. */
    static final class BaseDamaged extends RuntimeException {
        private final transient StoredChunk base;

        BaseDamaged(StoredChunk base, Throwable cause) {
            super("the base " + base.digest() + " in pack " + base.pack() + " can't be read", cause);
            this.base = base;
        }

        StoredChunk base() {
            return base;
        }
    }

    /**
     * Returns how many bytes of bases it fetched besides.
     *
     * @param needed the chunks of this pack that snapshots refer to
     * @throws Corrupt if anything is not as it was
     * @throws BaseDamaged if the fault lies in another pack
     */
    long check(PackRef pack, byte[] bytes, Collection<StoredChunk> needed) {
        if (!pack.matches(bytes)) {
            throw new Corrupt("its checksum or its size of " + bytes.length + " bytes is wrong");
        }
        PackReader.Indexed indexed = packs.index(pack.id(), pack.size());
        if (!indexed.ref().equals(pack) || !new HashSet<>(indexed.chunks()).containsAll(needed)) {
            throw new Corrupt("its index does not have what the snapshots say");
        }
        long fetched = 0;
        byte[] raw = new byte[ChunkCodec.MAX_CHUNK];
        for (StoredChunk chunk : indexed.chunks()) {
            byte[] base = base(chunk);
            fetched += base == null ? 0 : chunk.base().length();
            packs.open(chunk, bytes, chunk.offset(), base, raw);
            packs.check(chunk, raw);
        }
        return fetched;
    }

    private byte[] base(StoredChunk chunk) {
        if (chunk.base() == null) {
            return null;
        }
        try {
            return packs.read(chunk.base());
        } catch (Corrupt | Missing | Refused | Failed e) {
            throw new BaseDamaged(chunk.base(), e);
        }
    }
}
