package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Passes everything on; a test overrides the one method that its store gets wrong. */
public class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore store;

    public ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        store.put(key, body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        store.putIfAbsent(key, body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return store.get(key, range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return store.get(key, limit);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return store.find(key);
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return store.list(folder);
    }

    @Override
    public void delete(ObjectKey key) {
        store.delete(key);
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        store.close();
    }
}
