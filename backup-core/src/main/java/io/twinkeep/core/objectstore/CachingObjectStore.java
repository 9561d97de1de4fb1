package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Reads immutable objects from local copies where there are any; what is stored is copied on the way. Whether an object
 * is there, and since when, only the store is asked. A copy that is gone or damaged is as none. Not for who wants to know
 * what the store holds: verification, replication and probes go to the store itself.
 */
public final class CachingObjectStore implements ObjectStore {
    /** Whether reading fills the cache. */
    public enum Filling {
        /** For who reads once: nobody reads the copies again. */
        NEVER,
        /** An object of which enough was asked for is fetched whole, then kept. */
        ON_READ
    }

    /** Larger objects are passed through: each fill holds one in memory. */
    private static final int MAX_BODY = 32 << 20;

    // Below this an object is read for a page of a manifest or for its index, and the rest of it may never be wanted.
    private static final int WORTH_ALL = 256 << 10;

    // So many objects are fetched whole at a time, which bounds the memory.
    private static final int FILLS = 2;

    private static final long SETTLED = -1;

    private final ObjectStore store;
    private final ObjectCache cache;
    private final CacheRule rule;
    private final Filling filling;
    private final Object[] turns = new Object[FILLS];
    // Bytes asked for in vain, SETTLED once a fill was tried: whatever became of it, it is not tried again.
    private final Map<ObjectKey, Long> missed = new ConcurrentHashMap<>();
    // What was used in this run is not evicted, so room does not come back: no fill fetches for nothing any more.
    private volatile boolean isFull;
    private final LongAdder bytesFromCache = new LongAdder();

    public CachingObjectStore(ObjectStore store, ObjectCache cache, CacheRule rule, Filling filling) {
        this.store = store;
        this.cache = cache;
        this.rule = rule;
        this.filling = filling;
        for (int i = 0; i < FILLS; i++) {
            turns[i] = new Object();
        }
    }

    /** Bytes that were read without asking the store. */
    public long bytesFromCache() {
        return bytesFromCache.sum();
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        if (!rule.covers(key)) {
            return store.get(key, range);
        }
        return cache.read(key, range)
                .map(this::counted)
                .or(() -> filling == Filling.ON_READ ? inTurn(key, range) : Optional.empty())
                .orElseGet(() -> store.get(key, range));
    }

    /** Empty if the object is not worth a fill (yet), or too large for one. */
    private Optional<byte[]> inTurn(ObjectKey key, ByteRange range) {
        // Threads that want the same object wait for the one that fetches it, instead of fetching parts of it again.
        synchronized (turns[Math.floorMod(key.hashCode(), FILLS)]) {
            Optional<byte[]> kept = cache.read(key, range);
            if (kept.isPresent()) {
                return kept.map(this::counted);
            }
            long asked = missed.merge(key, (long) range.length(), (old, now) -> old == SETTLED ? old : old + now);
            if (asked < WORTH_ALL || isFull) {
                return Optional.empty();
            }
            missed.put(key, SETTLED);
            return fetchWhole(key).flatMap(object -> part(object, range));
        }
    }

    private Optional<byte[]> fetchWhole(ObjectKey key) {
        try {
            byte[] object = store.get(key, MAX_BODY);
            keep(key, object);
            return Optional.of(object);
        } catch (Corrupt e) {
            // It is too large, or it is damaged: then the range's own answer tells.
            return Optional.empty();
        }
    }

    private static Optional<byte[]> part(byte[] object, ByteRange range) {
        if (range.offset() > object.length - range.length()) {
            return Optional.empty();
        }
        int offset = (int) range.offset();
        return Optional.of(Arrays.copyOfRange(object, offset, offset + range.length()));
    }

    private void keep(ObjectKey key, byte[] object) {
        if (object.length <= MAX_BODY && rule.isWhole(object)) {
            write(key, ObjectBody.of(object));
        }
    }

    private void write(ObjectKey key, ObjectBody body) {
        if (!cache.write(key, body)) {
            isFull = true;
        }
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        if (!rule.covers(key)) {
            return store.get(key, limit);
        }
        return cache.read(key, limit).map(this::counted).orElseGet(() -> {
            byte[] bytes = store.get(key, limit);
            if (filling == Filling.ON_READ) {
                keep(key, bytes);
            }
            return bytes;
        });
    }

    private byte[] counted(byte[] bytes) {
        bytesFromCache.add(bytes.length);
        return bytes;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        if (!rule.covers(key)) {
            store.put(key, body);
            return;
        }
        cache.forget(key);
        store.put(key, body);
        if (body.length() <= MAX_BODY) {
            write(key, body);
        }
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        store.putIfAbsent(key, body);
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
        cache.forget(key);
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
