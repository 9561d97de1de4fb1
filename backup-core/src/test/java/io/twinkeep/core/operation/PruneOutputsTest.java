package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.repository.Layout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PruneOutputsTest {
    private static final Duration KEEP = Duration.ofDays(30);

    private Instant now = Instant.parse("2026-09-01T12:00:00Z");
    private final MemoryObjectStore store = new MemoryObjectStore(() -> now);
    private final TestModel model = TestModel.createOn(store);
    private final DatedObjectsOf objects = new DatedObjectsOf(model);

    /** Three old outputs, one of them large, and two young ones, of which one tells of an old day. */
    @BeforeEach
    void store() {
        objects.put(DatedObjectsOf.DAY, "old.png", TestOutputs.noise(1, 400));
        objects.put(DatedObjectsOf.DAY, "old too.png", TestOutputs.noise(2, 400));
        objects.put(DatedObjectsOf.DAY.plusDays(1), "large.mp4", TestOutputs.noise(3, OutputStore.PART + 9));
        objects.append(1);
        now = now.plus(KEEP).plusSeconds(60);
        objects.put(DatedObjectsOf.DAY, "young.png", TestOutputs.noise(4, 400));
        objects.put(DatedObjectsOf.DAY.plusDays(2), "young too.png", TestOutputs.noise(5, 400));
    }

    private PruneOutputs prune(ObjectStore on, Optional<ObjectHistory> history) {
        return new PruneOutputs(model.on(on).engine(), history);
    }

    private List<ObjectKey> outputs() {
        return TestVerify.below(store, Layout.OUTPUTS);
    }

    @Test
    void thePlanSaysPerDayWhatGoesAndWhyAndChangesNothing() {
        List<ObjectKey> before = outputs();

        OutputsPlan plan = prune(store, Optional.empty()).plan(KEEP);

        assertThat(plan.items())
                .extracting(OutputsPlan.Item::day, OutputsPlan.Item::expired, OutputsPlan.Item::kept)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(DatedObjectsOf.DAY, 2, 1),
                        org.assertj.core.groups.Tuple.tuple(DatedObjectsOf.DAY.plusDays(1), 1, 0),
                        org.assertj.core.groups.Tuple.tuple(DatedObjectsOf.DAY.plusDays(2), 0, 1));
        assertThat(plan.items()).extracting(OutputsPlan.Item::reason).allMatch(reason -> reason.contains("30 days"));
        assertThat(outputs()).isEqualTo(before);
    }

    @Test
    void whatIsOldByTheStoresClockGoesAndRecordsStay() {
        var prune = prune(store, Optional.empty());

        var outcome = prune.apply(prune.plan(KEEP));

        assertThat(outcome.outputs()).isEqualTo(3);
        assertThat(outcome.objectsDeleted()).isEqualTo(5);
        assertThat(outputs()).hasSize(2);
        assertThat(objects.entries()).containsExactly(DatedObjectsOf.event(1));
        assertThat(prune.plan(KEEP).items()).allMatch(item -> item.expired() == 0);
    }

    @Test
    void whatWasStoredAgainSinceThePlanStays() {
        var prune = prune(store, Optional.empty());
        OutputsPlan plan = prune.plan(KEEP);
        ObjectKey again = objects.put(DatedObjectsOf.DAY, "old.png", TestOutputs.noise(1, 400))
                .key();
        store.put(again, io.twinkeep.core.objectstore.ObjectBody.of(TestVerify.bytes(store, again)));

        assertThat(prune.apply(plan).outputs()).isEqualTo(2);

        assertThat(outputs()).contains(again);
    }

    @Test
    void whicheverCallFailsNoOutputIsLeftWithoutItsPartsAndTheNextRunFinishes() {
        boolean faulted = true;
        for (int call = 1; faulted; call++) {
            MemoryObjectStore copy = aged();
            var faulty = new FaultyObjectStore(copy).failCall(call, new Unavailable("503"));

            Throwable failure = catchThrowable(() -> {
                var prune = prune(faulty, Optional.empty());
                prune.apply(prune.plan(KEEP));
            });

            faulted = faulty.calls() >= call;
            assertThat(failure == null || failure instanceof Unavailable).isTrue();
            assertThat(TestVerify.verify(model.on(copy), 100).findings()).isEmpty();
            var prune = prune(copy, Optional.empty());
            prune.apply(prune.plan(KEEP));
            assertThat(TestVerify.below(copy, Layout.OUTPUTS)).isEmpty();
        }
    }

    /** The same objects, all of them old. */
    private MemoryObjectStore aged() {
        Instant present = now;
        var copy = new MemoryObjectStore(() -> now);
        now = present.minus(KEEP).minusSeconds(60);
        TestVerify.keys(store)
                .forEach(
                        key -> copy.put(key, io.twinkeep.core.objectstore.ObjectBody.of(TestVerify.bytes(store, key))));
        now = present;
        return copy;
    }

    @Test
    void whatIsLockedStaysAndThePlanSaysUntilWhen() {
        Instant until = now.plus(Duration.ofDays(3));
        ObjectKey locked = outputs().stream()
                .filter(key -> key.value().endsWith(".1"))
                .findFirst()
                .orElseThrow();
        var history = new Versions(store, locked, until);
        var prune = prune(store, Optional.of(history));

        OutputsPlan plan = prune.plan(KEEP);
        prune.apply(plan);

        assertThat(plan.items().get(1).reason()).contains("1 locked until " + until);
        assertThat(outputs()).contains(locked).hasSize(5);
        now = until.plusSeconds(1);
        assertThat(prune.apply(prune.plan(KEEP)).outputs()).isEqualTo(1);
    }

    /** A versioned bucket in which every object has one version. */
    private record Versions(ObjectStore store, ObjectKey locked, Instant until) implements ObjectHistory {
        @Override
        public Stream<Version> versions(ObjectKey folder) {
            List<ObjectInfo> listed;
            try (Stream<ObjectInfo> objects = store.list(folder)) {
                listed = objects.toList();
            }
            return listed.stream()
                    .map(info -> new Version(info.key(), "v1", false, true, info.size(), info.lastModified()));
        }

        @Override
        public byte[] get(Version version, int limit) {
            return store.get(version.key(), limit);
        }

        @Override
        public byte[] get(Version version, ByteRange range) {
            return store.get(version.key(), range);
        }

        @Override
        public void delete(Version version) {
            assertThat(lockedUntil(version).filter(store.now()::isBefore)).isEmpty();
            store.delete(version.key());
        }

        @Override
        public Optional<Instant> lockedUntil(Version version) {
            return version.key().equals(locked) ? Optional.of(until) : Optional.empty();
        }

        @Override
        public void lock(Version version, Instant newUntil) {
            throw new AssertionError("a prune locks nothing");
        }
    }

    @Test
    void lessThanADayIsRefused() {
        assertThatThrownBy(() -> prune(store, Optional.empty()).plan(Duration.ofHours(23)))
                .isInstanceOf(BadUsage.class);
    }
}
