package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Unavailable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MeteredObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        return new MeteredObjectStore(new MemoryObjectStore(), System::nanoTime);
    }

    @Test
    void callsFailuresBytesAndTimeAreCounted() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore()).failNext(Verb.PUT, new Unavailable("503"));
        var ticks = new AtomicLong();
        var store = new MeteredObjectStore(faulty, () -> ticks.getAndAdd(7));

        assertThatThrownBy(() -> store.put(key("a"), ObjectBody.of("12345"))).isInstanceOf(Unavailable.class);
        store.put(key("a"), ObjectBody.of("12345"));
        store.get(key("a"), new ByteRange(1, 2));
        store.get(key("a"), 100);

        StoreMeters meters = store.meters();
        assertThat(meters.verbs().get(Verb.PUT)).isEqualTo(new StoreMeters.Meter(2, 1, 14));
        assertThat(meters.calls(Verb.GET)).isEqualTo(2);
        assertThat(meters.calls(Verb.DELETE)).isZero();
        assertThat(meters.bytesUp()).isEqualTo(5);
        assertThat(meters.bytesDown()).isEqualTo(7);
    }
}
