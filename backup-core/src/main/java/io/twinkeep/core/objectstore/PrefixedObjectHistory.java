package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The history of a store inside a store, as {@link PrefixedObjectStore} is its present. */
public final class PrefixedObjectHistory implements ObjectHistory {
    private final ObjectHistory history;
    private final ObjectKey prefix;

    public PrefixedObjectHistory(ObjectHistory history, ObjectKey prefix) {
        this.history = history;
        this.prefix = prefix;
    }

    @Override
    public Stream<Version> versions(ObjectKey folder) {
        return history.versions(prefix.resolve(folder.value())).map(version -> {
            String inner = version.key().value().substring(prefix.value().length() + 1);
            return withKey(version, new ObjectKey(inner));
        });
    }

    @Override
    public byte[] get(Version version, int limit) {
        return history.get(outer(version), limit);
    }

    @Override
    public byte[] get(Version version, ByteRange range) {
        return history.get(outer(version), range);
    }

    @Override
    public void delete(Version version) {
        history.delete(outer(version));
    }

    @Override
    public Optional<Instant> lockedUntil(Version version) {
        return history.lockedUntil(outer(version));
    }

    @Override
    public void lock(Version version, Instant until) {
        history.lock(outer(version), until);
    }

    private Version outer(Version version) {
        return withKey(version, prefix.resolve(version.key().value()));
    }

    private static Version withKey(Version version, ObjectKey key) {
        return new Version(
                key, version.id(), version.marker(), version.latest(), version.size(), version.lastModified());
    }

    @Override
    public String toString() {
        return history + "/" + prefix;
    }
}
