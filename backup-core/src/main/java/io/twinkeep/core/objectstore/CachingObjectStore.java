package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps immutable objects on this machine as they are written, and serves stretches of them from there: what a daily
 * backup needs of the full before. Whether an object is there is always asked of the store, so what the store has lost or
 * pruned is never believed in; what is damaged in the cache is fetched again. For runs that check the store itself
 * (verify, replicate) this is the wrong store. Safe for use by many threads.
 */
public final class CachingObjectStore implements ObjectStore {
    /** Who asks for so many bytes of an object will ask for the rest too. */
    private static final int MUCH = 1 << 20;

    private static final int LARGEST = 128 << 20;

    private final ObjectStore store;
    private final LocalCache cache;
    private final Predicate<ObjectKey> immutable;
    private final Set<ObjectKey> asked = ConcurrentHashMap.newKeySet();
    private final Map<ObjectKey, Object> fetching = new ConcurrentHashMap<>();
    private volatile boolean full;

    /** @param immutable whether the object of that key never changes: only such are kept */
    public CachingObjectStore(ObjectStore store, LocalCache cache, Predicate<ObjectKey> immutable) {
        this.store = store;
        this.cache = cache;
        this.immutable = immutable;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        if (!immutable.test(key)) {
            store.put(key, body);
            return;
        }
        cache.remove(key);
        store.put(key, body);
        keep(key, body);
    }

    // A cache without room is no help, and fetching whole objects for it would be harm.
    private void keep(ObjectKey key, ObjectBody body) {
        if (!full && !cache.keep(key, body)) {
            full = true;
        }
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        store.putIfAbsent(key, body);
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        if (!immutable.test(key)) {
            return store.get(key, range);
        }
        Optional<byte[]> here = cache.read(key, range);
        if (here.isPresent()) {
            return here.get();
        }
        boolean wanted = !asked.add(key) || range.length() >= MUCH;
        return full || !wanted ? store.get(key, range) : fetched(key, range);
    }

    /** Fetches all of the object, once however many ask. */
    private byte[] fetched(ObjectKey key, ByteRange range) {
        synchronized (fetching.computeIfAbsent(key, k -> new Object())) {
            Optional<byte[]> here = cache.read(key, range);
            if (here.isPresent()) {
                return here.get();
            }
            byte[] whole;
            try {
                whole = store.get(key, LARGEST);
            } catch (Corrupt e) {
                return store.get(key, range);
            }
            keep(key, ObjectBody.of(whole));
            long end = range.offset() + range.length();
            return end > whole.length
                    ? store.get(key, range)
                    : Arrays.copyOfRange(whole, (int) range.offset(), (int) end);
        }
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
        cache.remove(key);
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
