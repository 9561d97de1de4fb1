package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two stores share one rate of a million bytes a second; the time is counted, not waited for. */
class TrafficTest {
    private static final int MEGABYTE = 1_000_000;

    private long nanos;
    private final Deque<Runnable> duringWaits = new ArrayDeque<>();
    private final List<String> order = new ArrayList<>();
    private final Traffic traffic = new Traffic(
            OptionalLong.of(MEGABYTE), OptionalLong.of(MEGABYTE), TrafficTest::urgency, () -> nanos, this::sleep);
    private final ObjectStore one = new ThrottledObjectStore(new MemoryObjectStore(), traffic);
    private final ObjectStore other = new ThrottledObjectStore(new MemoryObjectStore(), traffic);

    private static Urgency urgency(ObjectKey key) {
        return switch (key.value().charAt(0)) {
            case 'o' -> Urgency.FIRST;
            case 'f' -> Urgency.NEXT;
            default -> Urgency.LAST;
        };
    }

    /** In the middle of a wait another thread comes: what it does, and waits for, passes meanwhile. */
    private void sleep(Duration wait) {
        long end = nanos + wait.toNanos();
        nanos += wait.toNanos() / 2;
        Runnable next = duringWaits.poll();
        if (next != null) {
            next.run();
        }
        nanos = Math.max(nanos, end);
    }

    private void put(ObjectStore store, String key, int bytes) {
        store.put(new ObjectKey(key), ObjectBody.of(new byte[bytes]));
        order.add(key);
    }

    private Duration passed() {
        return Duration.ofNanos(nanos);
    }

    @Test
    void allStoresTogetherKeepTheRate() {
        for (int i = 0; i < 5; i++) {
            put(one, "weights-1-" + i, MEGABYTE);
            put(other, "weights-2-" + i, MEGABYTE);
        }

        assertThat(passed()).isEqualTo(Duration.ofSeconds(9)); // the last is not waited for
    }

    @Test
    void downloadsDoNotWaitForUploads() {
        put(one, "weights", 60 * MEGABYTE);
        one.get(new ObjectKey("weights"), new ByteRange(0, MEGABYTE));

        assertThat(passed()).isZero();
    }

    @Test
    void anOutputDoesNotWaitForWeightsAndTheyWaitForBoth() {
        put(one, "weights-1", 10 * MEGABYTE);
        put(other, "output", 2 * MEGABYTE);
        assertThat(passed()).isZero();

        put(one, "weights-2", MEGABYTE);
        assertThat(passed()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void factsWaitForOutputsAndNotForWeights() {
        put(one, "weights-1", 10 * MEGABYTE);
        put(other, "output", 2 * MEGABYTE);
        put(other, "facts-1", MEGABYTE);
        assertThat(passed()).isEqualTo(Duration.ofSeconds(2));

        put(other, "output-2", MEGABYTE);
        assertThat(passed()).as("no output waits for facts").isEqualTo(Duration.ofSeconds(2));
        put(one, "weights-2", MEGABYTE);
        assertThat(passed()).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void whatComesWhileWeightsWaitOvertakesThem() {
        put(one, "weights-1", 10 * MEGABYTE);
        duringWaits.add(() -> put(other, "facts", MEGABYTE));
        duringWaits.add(() -> put(other, "output", MEGABYTE));

        put(one, "weights-2", MEGABYTE);

        assertThat(order).containsExactly("weights-1", "facts", "output", "weights-2");
        assertThat(passed()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void manyOutputsKeepTheRateAmongThemselves() {
        put(one, "weights", 10 * MEGABYTE);
        for (int i = 0; i < 5; i++) {
            put(i % 2 == 0 ? one : other, "output-" + i, MEGABYTE);
        }

        assertThat(passed()).isEqualTo(Duration.ofSeconds(4));
    }
}
