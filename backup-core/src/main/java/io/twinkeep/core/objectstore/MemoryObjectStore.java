package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The contract in its plainest form: objects in a sorted map, gone with the process. Safe for use by many threads. */
public final class MemoryObjectStore implements ObjectStore {
    private record Stored(byte[] bytes, Instant lastModified) {}

    private final ConcurrentSkipListMap<ObjectKey, Stored> objects = new ConcurrentSkipListMap<>();
    private final InstantSource clock;

    public MemoryObjectStore() {
        this(InstantSource.system());
    }

    /** @param clock what this store takes for its own clock */
    public MemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        objects.put(key, stored(body));
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        if (objects.putIfAbsent(key, stored(body)) != null) {
            throw new Conflict("object " + key + " exists already in " + this);
        }
    }

    private Stored stored(ObjectBody body) {
        byte[] copy = Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
        return new Stored(copy, clock.instant());
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        byte[] bytes = existing(key).bytes;
        if (range.offset() > bytes.length - range.length()) {
            throw new Corrupt("object " + key + " in " + this + " has " + bytes.length + " bytes, too few for "
                    + range.length() + " from " + range.offset());
        }
        int from = (int) range.offset();
        return Arrays.copyOfRange(bytes, from, from + range.length());
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        byte[] bytes = existing(key).bytes;
        if (bytes.length > limit) {
            throw new Corrupt("object " + key + " in " + this + " has " + bytes.length + " bytes, more than " + limit);
        }
        return bytes.clone();
    }

    private Stored existing(ObjectKey key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new Missing("there is no object " + key + " in " + this);
        }
        return stored;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return Optional.ofNullable(objects.get(key)).map(stored -> info(key, stored));
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        String prefix = folder.value() + "/";
        return objects.tailMap(folder, false).entrySet().stream()
                // Keys such as 'a-b' lie between 'a' and 'a/b', so they are passed over before the folder's end is
                // sought.
                .dropWhile(entry -> entry.getKey().value().compareTo(prefix) < 0)
                .takeWhile(entry -> entry.getKey().value().startsWith(prefix))
                .map(entry -> info(entry.getKey(), entry.getValue()));
    }

    private static ObjectInfo info(ObjectKey key, Stored stored) {
        return new ObjectInfo(key, stored.bytes.length, stored.lastModified, "");
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public String toString() {
        return "memory";
    }

    @Override
    public void close() {}
}
