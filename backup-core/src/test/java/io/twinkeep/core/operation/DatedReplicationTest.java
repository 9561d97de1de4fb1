package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How outputs and records reach a mirror, which never sees a key. */
class DatedReplicationTest {
    private final MemoryObjectStore home = new MemoryObjectStore();
    private final TestModel origin = TestModel.createOn(home);
    private final DatedObjectsOf here = new DatedObjectsOf(origin);
    private final MemoryObjectStore away = new MemoryObjectStore();
    private final TestModel mirror = origin.mirrorOn(away);

    private static List<ObjectKey> dated(ObjectStore store) {
        return TestVerify.keys(store).stream()
                .filter(key -> key.value().matches("(outputs|records)/.*"))
                .toList();
    }

    private static void assertSame(ObjectStore store, ObjectStore other) {
        assertThat(dated(other)).isEqualTo(dated(store)).isNotEmpty();
        dated(store).forEach(key -> assertThat(TestVerify.bytes(other, key)).isEqualTo(TestVerify.bytes(store, key)));
    }

    @Test
    void aMirrorHoldsTheVeryObjectsAndOpensThemWithTheOriginsKey() {
        here.fill();

        var outcome = origin.replicateTo(mirror);

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.outputs()).isEqualTo(DatedObjectsOf.OUTPUTS);
        assertThat(outcome.segments()).isEqualTo(DatedObjectsOf.SEGMENTS);
        assertSame(home, away);
        new DatedObjectsOf(mirror).assertComplete();
        var again = origin.replicateTo(mirror);
        assertThat(again.outputs() + again.segments()).isZero();
        assertThat(again.bytes()).isZero();
    }

    @Test
    void whatBothRegionsKeptIsInBothAfterCopyingBothWays() {
        here.fill();
        origin.replicateTo(mirror);
        var there = new DatedObjectsOf(mirror);
        there.put(DatedObjectsOf.DAY, "made-there.png", TestOutputs.noise(77, 500));
        there.append(7);

        assertThat(mirror.replicateTo(origin).problems()).isEmpty();

        assertSame(away, home);
        assertThat(dated(home))
                .filteredOn(key -> key.value().startsWith("records/"))
                .hasSize(DatedObjectsOf.SEGMENTS + 1);
        assertThat(here.entries()).isEqualTo(there.entries());
    }

    @Test
    void whicheverCallFailsOnEitherSideNoOutputIsThereWithoutItsPartsAndTheNextRunCompletes() {
        here.fill();
        for (boolean atSource : List.of(true, false)) {
            boolean faulted = true;
            for (int call = 1; faulted; call++) {
                var target = new MemoryObjectStore();
                TestModel fresh = origin.mirrorOn(target);
                var faulty = new FaultyObjectStore(atSource ? home : target).failCall(call, new Unavailable("503"));

                Throwable failure = catchThrowable(
                        () -> (atSource ? origin.on(faulty) : origin).replicateTo(atSource ? fresh : fresh.on(faulty)));

                faulted = faulty.calls() >= call;
                assertThat(failure == null || failure instanceof Unavailable)
                        .as("%s", failure)
                        .isTrue();
                readAll(fresh, target);
                assertThat(origin.replicateTo(fresh).problems()).isEmpty();
                assertSame(home, target);
            }
        }
    }

    @Test
    void aFewDaysCanBeCarriedWithoutTheOthers() {
        here.put(DatedObjectsOf.DAY, "1.png", new byte[1]);
        Output tomorrow = here.put(DatedObjectsOf.DAY.plusDays(1), "2.png", new byte[2]);

        var outcome = new Replicate(
                        Repository.openWithoutKey(home),
                        Repository.openWithoutKey(away),
                        TestModel.RANDOM,
                        Limits.ofThreads(2),
                        Progress.NONE)
                .runOutputsAndRecords(Days.only(DatedObjectsOf.DAY.plusDays(1)));

        assertThat(outcome.outputs()).isEqualTo(1);
        assertThat(dated(away)).containsExactly(tomorrow.key());
        assertThat(mirror.engine().repository().keys().all()).isNotEmpty();
    }

    /** Everything that is visible can be restored. */
    private static void readAll(TestModel repository, ObjectStore store) {
        if (TestVerify.below(store, Layout.KEYS).isEmpty()) {
            return;
        }
        var outputs = new OutputStore(repository.engine().repository(), TestModel.RANDOM);
        var all = new ArrayList<Output>();
        try (var objects = outputs.list(Days.ALL)) {
            objects.map(outputs::output).forEach(all::add);
        }
        for (Output output : all) {
            var out = new ByteArrayOutputStream();
            outputs.copy(output, out::writeBytes);
            assertThat(out.size()).isEqualTo((int) output.size());
        }
    }

    @Test
    void outputsGoBeforeSnapshotsAndPartsBeforeTheirOutput() {
        here.fill();
        var watched = new FaultyObjectStore(away);

        origin.replicateTo(mirror.on(watched));

        List<ObjectKey> puts = watched.recorded().stream()
                .filter(call -> call.verb() == Verb.PUT)
                .map(call -> call.key().orElseThrow())
                .toList();
        for (ObjectKey key : puts) {
            if (OutputKeys.isOurs(key) && OutputKeys.partOf(key) > 0) {
                assertThat(puts.indexOf(key)).isLessThan(puts.indexOf(OutputKeys.output(key)));
            }
        }
    }

    @Test
    void aDamagedObjectIsLeftBehindAndNamed() {
        here.fill();
        List<ObjectKey> keys = dated(home);
        for (ObjectKey key : keys) {
            byte[] object = TestVerify.bytes(home, key);
            byte[] damaged = object.clone();
            damaged[damaged.length / 2] ^= 1;
            home.put(key, ObjectBody.of(damaged));
            var target = new MemoryObjectStore();

            var outcome = origin.replicateTo(origin.mirrorOn(target));

            assertThat(outcome.problems()).hasSize(1);
            assertThat(outcome.problems().getFirst()).contains(key.value());
            assertThat(dated(target)).doesNotContain(key, OutputKeys.output(key));
            home.put(key, ObjectBody.of(object));
        }
    }

    @Test
    void whatTheMirrorHasLostOrTruncatedIsCopiedAgain() {
        here.fill();
        origin.replicateTo(mirror);
        for (ObjectKey key : dated(home)) {
            away.delete(key);
            assertThat(origin.replicateTo(mirror).problems()).isEmpty();
            assertSame(home, away);
            away.put(key, ObjectBody.of(new byte[20]));
            assertThat(origin.replicateTo(mirror).problems()).isEmpty();
            assertSame(home, away);
        }
    }

    @Test
    void aCopyThatDoesNotArriveIsNoticed() {
        here.fill();
        var lying = new io.twinkeep.core.objectstore.ForwardingObjectStore(away) {
            @Override
            public void put(ObjectKey key, ObjectBody body) {
                byte[] changed =
                        java.util.Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
                changed[changed.length - 1] ^= (byte) (OutputKeys.isOurs(key) ? 1 : 0);
                super.put(key, ObjectBody.of(changed));
            }
        };

        assertThat(origin.replicateTo(mirror.on(lying)).problems()).anyMatch(p -> p.contains("did not arrive"));
    }
}
