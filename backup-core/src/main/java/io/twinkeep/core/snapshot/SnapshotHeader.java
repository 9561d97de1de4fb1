package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.pack.PackRef;
import java.time.Instant;
import java.util.List;

/**
 * The clear, authenticated part of a snapshot: what a mirror must know to carry it without any key. {@code takenAt} is
 * the store's clock when the run began; {@code packs} are all the packs that the snapshot needs.
 *
 * @param object the whole stored object, to be copied as it is or opened
 */
public record SnapshotHeader(
        SlotOrigin origin, RunId run, KeyId keyId, Instant takenAt, List<PackRef> packs, byte[] object) {
    /** Whether this is the first of its set. */
    public boolean isFull() {
        return origin.slot() == 0;
    }
}
