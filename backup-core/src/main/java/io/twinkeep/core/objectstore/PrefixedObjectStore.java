package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A store inside a store: all keys lie below a prefix that the caller never sees. */
public final class PrefixedObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final ObjectKey prefix;

    public PrefixedObjectStore(ObjectStore store, ObjectKey prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        store.put(outer(key), body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        store.putIfAbsent(outer(key), body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return store.get(outer(key), range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return store.get(outer(key), limit);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return store.find(outer(key)).map(this::inner);
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return store.list(outer(folder)).map(this::inner);
    }

    @Override
    public void delete(ObjectKey key) {
        store.delete(outer(key));
    }

    @Override
    public Instant now() {
        return store.now();
    }

    private ObjectKey outer(ObjectKey key) {
        return prefix.resolve(key.value());
    }

    private ObjectInfo inner(ObjectInfo info) {
        var key = new ObjectKey(info.key().value().substring(prefix.value().length() + 1));
        return new ObjectInfo(key, info.size(), info.lastModified(), info.etag());
    }

    @Override
    public String toString() {
        return store + "/" + prefix;
    }

    @Override
    public void close() {
        store.close();
    }
}
