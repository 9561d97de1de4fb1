package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A versioned store as it was at an instant by its own clock, so that what somebody overwrote or deleted since can be
 * read. Of each key the newest version not later than the instant counts; where that is a delete marker there was no
 * object. Writing is {@code Refused}. Safe for use by many threads.
 */
public final class AsOfObjectStore implements ObjectStore {
    private final ObjectHistory history;
    private final Instant instant;
    private final ObjectStore store;
    // What a key was at a past instant doesn't change, and a pack is read many times.
    private final Map<ObjectKey, Optional<ObjectHistory.Version>> known = new ConcurrentHashMap<>();

    /** @param store the same store's present: asked for the time, and closed with this */
    public AsOfObjectStore(ObjectHistory history, Instant instant, ObjectStore store) {
        this.history = history;
        this.instant = instant;
        this.store = store;
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return history.get(existing(key), range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return history.get(existing(key), limit);
    }

    private ObjectHistory.Version existing(ObjectKey key) {
        return versionOf(key).orElseThrow(() -> new Missing("there was no object " + key + " in " + this));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return versionOf(key).map(AsOfObjectStore::info);
    }

    private Optional<ObjectHistory.Version> versionOf(ObjectKey key) {
        return known.computeIfAbsent(key, this::lookUp);
    }

    private Optional<ObjectHistory.Version> lookUp(ObjectKey key) {
        try (var versions = history.versions(key)) {
            // The key's own versions come before those of keys below it, newest first.
            return versions.takeWhile(version -> version.key().equals(key))
                    .filter(this::isNotLater)
                    .findFirst()
                    .filter(version -> !version.marker());
        }
    }

    private boolean isNotLater(ObjectHistory.Version version) {
        return !version.lastModified().isAfter(instant);
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        Set<ObjectKey> seen = new HashSet<>();
        return history.versions(folder)
                .sequential()
                .filter(version -> !version.key().equals(folder))
                .filter(this::isNotLater)
                .filter(version -> seen.add(version.key()))
                .filter(version -> !version.marker())
                .map(AsOfObjectStore::info);
    }

    private static ObjectInfo info(ObjectHistory.Version version) {
        return new ObjectInfo(version.key(), version.size(), version.lastModified(), "");
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        throw refused();
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        throw refused();
    }

    @Override
    public void delete(ObjectKey key) {
        throw refused();
    }

    private Refused refused() {
        return new Refused(this + " is past and can only be read");
    }

    /** The store's present time, not the instant that is looked at. */
    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public String toString() {
        return store + " as of " + instant;
    }

    @Override
    public void close() {
        store.close();
    }
}
