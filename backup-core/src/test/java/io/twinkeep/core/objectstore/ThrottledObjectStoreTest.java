package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ThrottledObjectStoreTest extends ObjectStoreContract {
    private long nanos;

    @Override
    protected ObjectStore emptyStore() {
        return limited(OptionalLong.of(1L << 40), OptionalLong.empty());
    }

    private ObjectStore limited(OptionalLong up, OptionalLong down) {
        return new ThrottledObjectStore(
                new MemoryObjectStore(),
                new Traffic(up, down, key -> Urgency.LAST, () -> nanos, wait -> nanos += wait.toNanos()));
    }

    @Test
    void tenUploadsOfAMegabyteAtAMegabyteASecondTakeNineSeconds() {
        var store = limited(OptionalLong.of(1_000_000), OptionalLong.empty());
        for (int i = 0; i < 10; i++) {
            store.put(key("p" + i), ObjectBody.of(new byte[1_000_000]));
        }

        assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(9)); // the last is not waited for
    }

    @Test
    void downloadsWaitForDownloadsOnlyAndIdleTimeIsNotSavedUp() {
        var store = limited(OptionalLong.empty(), OptionalLong.of(1_000));
        store.put(key("a"), ObjectBody.of(new byte[1_000]));
        nanos += Duration.ofHours(1).toNanos();
        long start = nanos;

        store.get(key("a"), 1_000);
        store.get(key("a"), new ByteRange(0, 500));
        store.get(key("a"), new ByteRange(0, 500));
        store.put(key("b"), ObjectBody.of(new byte[1_000_000]));

        assertThat(Duration.ofNanos(nanos - start)).isEqualTo(Duration.ofMillis(1_500));
    }
}
