package io.twinkeep.core.pack;

import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;

/**
 * Where a chunk is and what it must be: digest ({@link io.twinkeep.core.crypto.ChunkDigests}) and length of its raw bytes, and its stretch of {@code length} sealed
 * bytes at {@code offset} of a pack. {@code base} is the chunk that it was coded against, null if it stands alone; a
 * base stands alone, so there is one link at most.
 */
public record StoredChunk(Sha256 digest, int rawLength, PackId pack, int offset, int length, StoredChunk base) {
    public StoredChunk {
        if (rawLength < 0 || offset < 0 || length < 0 || (base != null && base.base != null)) {
            throw new IllegalArgumentException("not a stored chunk");
        }
    }
}
