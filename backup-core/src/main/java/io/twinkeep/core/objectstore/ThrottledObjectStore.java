package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Keeps the bytes sent and received below a rate, over all threads together; the bytes of headers don't count. */
public final class ThrottledObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final Optional<TokenBucket> up;
    private final Optional<TokenBucket> down;

    /**
     * @param upload bytes a second, empty for no limit
     * @param download bytes a second, empty for no limit
     */
    public ThrottledObjectStore(
            ObjectStore store, OptionalLong upload, OptionalLong download, LongSupplier nanoTime, Sleeper sleeper) {
        this.store = store;
        this.up = bucket(upload, nanoTime, sleeper);
        this.down = bucket(download, nanoTime, sleeper);
    }

    private static Optional<TokenBucket> bucket(OptionalLong rate, LongSupplier nanoTime, Sleeper sleeper) {
        return rate.isPresent() ? Optional.of(new TokenBucket(rate.getAsLong(), nanoTime, sleeper)) : Optional.empty();
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        up.ifPresent(bucket -> bucket.take(body.length()));
        store.put(key, body);
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        up.ifPresent(bucket -> bucket.take(body.length()));
        store.putIfAbsent(key, body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        down.ifPresent(bucket -> bucket.take(range.length()));
        return store.get(key, range);
    }

    /** The size is known afterwards only, so the next download waits for this one. */
    @Override
    public byte[] get(ObjectKey key, int limit) {
        byte[] bytes = store.get(key, limit);
        down.ifPresent(bucket -> bucket.take(bytes.length));
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
