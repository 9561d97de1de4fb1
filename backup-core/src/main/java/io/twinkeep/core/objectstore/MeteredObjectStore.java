package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts calls, bytes and time. Safe for use by many threads; a snapshot taken meanwhile may miss the latest calls. */
public final class MeteredObjectStore implements ObjectStore {
    private record Counters(LongAdder calls, LongAdder failures, LongAdder nanos) {
        Counters() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final ObjectStore store;
    private final LongSupplier nanoTime;
    private final Map<Verb, Counters> counters = new EnumMap<>(Verb.class);
    private final LongAdder bytesUp = new LongAdder();
    private final LongAdder bytesDown = new LongAdder();

    public MeteredObjectStore(ObjectStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
        for (Verb verb : Verb.values()) {
            counters.put(verb, new Counters());
        }
    }

    public StoreMeters meters() {
        var verbs = new EnumMap<Verb, StoreMeters.Meter>(Verb.class);
        counters.forEach((verb, counter) -> verbs.put(
                verb, new StoreMeters.Meter(counter.calls.sum(), counter.failures.sum(), counter.nanos.sum())));
        return new StoreMeters(Map.copyOf(verbs), bytesUp.sum(), bytesDown.sum());
    }

    @Override
    public void put(ObjectKey key, ObjectBody body) {
        metered(Verb.PUT, () -> {
            store.put(key, body);
            return null;
        });
        bytesUp.add(body.length());
    }

    @Override
    public void putIfAbsent(ObjectKey key, ObjectBody body) {
        metered(Verb.PUT_IF_ABSENT, () -> {
            store.putIfAbsent(key, body);
            return null;
        });
        bytesUp.add(body.length());
    }

    @Override
    public byte[] get(ObjectKey key, ByteRange range) {
        return received(metered(Verb.GET, () -> store.get(key, range)));
    }

    @Override
    public byte[] get(ObjectKey key, int limit) {
        return received(metered(Verb.GET, () -> store.get(key, limit)));
    }

    private byte[] received(byte[] bytes) {
        bytesDown.add(bytes.length);
        return bytes;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectKey key) {
        return metered(Verb.FIND, () -> store.find(key));
    }

    @Override
    public Stream<ObjectInfo> list(ObjectKey folder) {
        return metered(Verb.LIST, () -> store.list(folder));
    }

    @Override
    public void delete(ObjectKey key) {
        metered(Verb.DELETE, () -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public Instant now() {
        return metered(Verb.NOW, store::now);
    }

    private <T> T metered(Verb verb, Supplier<T> call) {
        Counters counter = counters.get(verb);
        long start = nanoTime.getAsLong();
        boolean done = false;
        try {
            T result = call.get();
            done = true;
            return result;
        } finally {
            counter.nanos.add(nanoTime.getAsLong() - start);
            counter.calls.increment();
            counter.failures.add(done ? 0 : 1);
        }
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
