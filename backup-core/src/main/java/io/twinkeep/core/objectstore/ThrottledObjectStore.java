package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps the bytes sent and received below a rate that it may share with others; the bytes of headers don't count. */
public final class ThrottledObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final Traffic traffic;

    public ThrottledObjectStore(ObjectStore store, Traffic traffic) {
        this.store = store;
        this.traffic = traffic;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        traffic.send(key, body.length());
        store.put(key, body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        traffic.send(key, body.length());
        store.putIfAbsent(key, body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        traffic.receive(key, range.length());
        return store.get(key, range);
    }

    /** The size is known afterwards only, so the next download waits for this one. */
    @Override
    public byte[] get(ObjectKey key, int limit) {
        byte[] bytes = store.get(key, limit);
        traffic.receive(key, bytes.length);
        return bytes;
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
