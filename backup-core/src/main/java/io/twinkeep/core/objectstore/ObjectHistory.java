package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of objects in a versioned bucket, and the dates until which they are locked. A role of its own, because
 * most stores lack it.
 */
public interface ObjectHistory {
    /** One stored version; {@code marker} tells that it is a delete marker, which has no bytes. */
    record Version(ObjectKey key, String id, boolean marker, boolean latest, long size, Instant lastModified) {}

    /** All versions and markers of the keys below {@code folder/}, or of the key {@code folder} itself. */
    Stream<Version> versions(ObjectKey folder);

    /** The bytes of one version. @param limit the most bytes to accept */
    byte[] get(Version version, int limit);

    /** The bytes of a range of one version. */
    byte[] get(Version version, ByteRange range);

    /**
     * Removes one version for good.
     *
     * @throws io.twinkeep.core.errors.Refused while it is locked
     */
    void delete(Version version);

    /** Until when the version is locked, empty if it is not. */
    Optional<Instant> lockedUntil(Version version);

    /** Locks the version until {@code until} (compliance mode) unless it is locked for longer already. */
    void lock(Version version, Instant until);
}
