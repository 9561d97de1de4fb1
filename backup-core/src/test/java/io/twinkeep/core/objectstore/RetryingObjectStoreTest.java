package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RetryingObjectStoreTest extends ObjectStoreContract {
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @Override
    protected ObjectStore emptyStore() {
        return retrying(new MemoryObjectStore(), 3);
    }

    private RetryingObjectStore retrying(ObjectStore store, int attempts) {
        var policy = new RetryPolicy(attempts, Duration.ofSeconds(1), Duration.ofSeconds(5));
        return new RetryingObjectStore(store, policy, new Random(1), waits::add, notices::add);
    }

    private static Unavailable slowDown() {
        return new Unavailable("the store answered 503");
    }

    @Test
    void twoFailedPutsAreMadeUpForByAThird() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore())
                .failNext(Verb.PUT, slowDown())
                .loseAnswerOfNext(Verb.PUT);

        retrying(faulty, 3).put(key("packs/aa"), ObjectBody.of("hello"));

        assertThat(faulty.calls(Verb.PUT)).isEqualTo(3);
        assertThat(text(faulty.get(key("packs/aa"), 10))).isEqualTo("hello");
    }

    @Test
    void theLastFailureIsToldOnceWithTheCount() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore()).cutAfter(0);

        assertThatThrownBy(() -> retrying(faulty, 4).find(key("a")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("given up after 4 attempts");
        assertThat(faulty.calls()).isEqualTo(4);
        assertThat(waits).hasSize(3);
    }

    @Test
    void waitsGrowAndScatterAndHaveABound() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore()).cutAfter(0);

        assertThatThrownBy(() -> retrying(faulty, 6).now()).isInstanceOf(Unavailable.class);

        assertThat(waits).hasSize(5);
        long[] bounds = {1_000, 2_000, 4_000, 5_000, 5_000};
        for (int i = 0; i < bounds.length; i++) {
            assertThat(waits.get(i).toMillis()).isBetween(bounds[i] / 2, bounds[i]);
        }
        assertThat(waits.stream().distinct().count()).isEqualTo(5);
    }

    @Test
    void anOutageIsToldOnceAndAHiccupIsNot() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore()).failNext(Verb.FIND, slowDown());
        var store = retrying(faulty, 4);
        store.find(key("a"));

        assertThat(notices).isEmpty();

        faulty.cutAfter(0);
        assertThatThrownBy(() -> store.find(key("a"))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> store.find(key("b"))).isInstanceOf(Unavailable.class);

        assertThat(notices).singleElement().asString().endsWith("; trying again for up to 6 s");
    }

    @Test
    void anAddressWhereNobodyEverAnsweredIsGivenUpSooner() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore());
        var store = retrying(faulty, 6);
        refuseFour(faulty);

        assertThatThrownBy(() -> store.find(key("a")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("given up after 4 attempts");

        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(10));
        store.find(key("a"));
        refuseFour(faulty);
        assertThat(store.find(key("a"))).isEmpty();
    }

    private static void refuseFour(FaultyObjectStore faulty) {
        for (int i = 0; i < 4; i++) {
            faulty.failNext(Verb.FIND, new Unavailable("connection refused", "", new ConnectException()));
        }
    }

    @Test
    void aConditionalCreateIsNeverRepeated() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore())
                .failNext(Verb.PUT_IF_ABSENT, slowDown())
                .loseAnswerOfNext(Verb.PUT_IF_ABSENT);
        var store = retrying(faulty, 5);

        assertThatThrownBy(() -> store.putIfAbsent(key("slots/0"), ObjectBody.of("x")))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> store.putIfAbsent(key("slots/0"), ObjectBody.of("x")))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(faulty.calls(Verb.PUT_IF_ABSENT)).isEqualTo(2);
        assertThat(waits).isEmpty();
    }

    @Test
    void whatWaitingCantMendIsNotRepeated() {
        var faulty = new FaultyObjectStore(new MemoryObjectStore()).failNext(Verb.GET, new Refused("wrong key"));

        assertThatThrownBy(() -> retrying(faulty, 5).get(key("a"), 1)).isInstanceOf(Refused.class);
        assertThat(faulty.calls()).isEqualTo(1);
    }

    @Test
    void aListingThatBreaksInTheMiddleGoesOnWhereItWas() {
        var memory = new MemoryObjectStore();
        IntStream.range(0, 50).forEach(i -> memory.put(key("f/%02d".formatted(i)), ObjectBody.of("x")));
        var broken = new ListingsThatBreak(memory, List.of(0, 7, 30));

        try (var listing = retrying(broken, 2).list(key("f"))) {
            assertThat(listing.map(info -> info.key().name()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj("%02d"::formatted).toList());
        }
        assertThat(waits).hasSize(3);
    }

    /** The n-th listing breaks after so many objects; later ones are whole. */
    private static final class ListingsThatBreak extends ForwardingObjectStore {
        private final List<Integer> breaks;
        private int listings;

        ListingsThatBreak(ObjectStore store, List<Integer> breaks) {
            super(store);
            this.breaks = breaks;
        }

        @Override
        public Stream<ObjectInfo> list(io.twinkeep.core.ids.ObjectKey folder) {
            if (listings >= breaks.size()) {
                return super.list(folder);
            }
            int end = breaks.get(listings++);
            var seen = new java.util.concurrent.atomic.AtomicInteger();
            return super.list(folder).peek(info -> {
                if (seen.getAndIncrement() >= end) {
                    throw slowDown();
                }
            });
        }
    }
}
