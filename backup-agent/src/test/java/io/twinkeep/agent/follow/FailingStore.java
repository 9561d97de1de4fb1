package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A store that can be cut off, or fail one call by its number; counts calls. Safe for many threads. */
public final class FailingStore implements ObjectStore {
    private final ObjectStore store;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int failing;
    private volatile int killing;
    private volatile boolean cut;

    public FailingStore(ObjectStore store) {
        this.store = store;
    }

    /** Begins to count anew; call number {@code nth} fails, from 1. */
    public void failCall(int nth) {
        calls.set(0);
        failing = nth;
    }

    /** Thrown in the place of the process's end: nobody handles it. */
    public static final class Killed extends Error {}

    /** Begins to count anew; the process ends when a call that writes, number {@code nth} of all, is done. */
    public void killAfterCall(int nth) {
        calls.set(0);
        killing = nth;
    }

    private void written() {
        if (calls.get() == killing) {
            throw new Killed();
        }
    }

    public void cut() {
        cut = true;
    }

    public void mend() {
        cut = false;
        failing = 0;
        killing = 0;
    }

    public int calls() {
        return calls.get();
    }

    private void called() {
        if (cut || calls.incrementAndGet() == failing) {
            throw new Unavailable("the store does not answer");
        }
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        called();
        store.put(key, body);
        written();
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        called();
        store.putIfAbsent(key, body);
        written();
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        called();
        return store.get(key, range);
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        called();
        return store.get(key, limit);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        called();
        return store.find(key);
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        called();
        return store.list(folder);
    }

    @Override
    public void delete(ObjectKey key) {
        called();
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
