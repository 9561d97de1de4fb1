package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How damage to outputs and records is found, and mended from a mirror. */
class DatedVerifyTest {
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel model = TestModel.createOn(store);
    private final DatedObjectsOf objects = new DatedObjectsOf(model);

    private List<ObjectKey> dated() {
        return TestVerify.keys(store).stream()
                .filter(key -> key.value().matches("(outputs|records)/.*"))
                .toList();
    }

    private Repository mirror() {
        var away = new MemoryObjectStore();
        model.replicateTo(model.mirrorOn(away));
        return Repository.openWithoutKey(away);
    }

    @Test
    void aWholeRepositoryHasNoFindings() {
        objects.fill();

        var outcome = TestVerify.verify(model, 100);

        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.outputs()).isEqualTo(DatedObjectsOf.OUTPUTS);
        assertThat(outcome.segments()).isEqualTo(DatedObjectsOf.SEGMENTS);
        assertThat(outcome.objectsRead()).isEqualTo(DatedObjectsOf.OUTPUTS + DatedObjectsOf.SEGMENTS);
        assertThat(TestVerify.verify(model, 0).objectsRead()).isZero();
    }

    @Test
    void everyDamagedObjectIsFoundByReadingAndMendedFromTheMirror() {
        objects.fill();
        Repository mirror = mirror();
        for (ObjectKey key : dated()) {
            byte[] object = TestVerify.bytes(store, key);
            byte[] flipped = object.clone();
            flipped[flipped.length / 2] ^= 1;
            for (byte[] damaged : List.of(flipped, Arrays.copyOf(object, object.length / 2), new byte[0])) {
                store.put(key, ObjectBody.of(damaged));

                assertThat(TestVerify.verify(model, 100).findings())
                        .extracting(Verify.Finding::object)
                        .containsExactly(key);
                var repaired = TestVerify.repair(model, 100, mirror);

                assertThat(repaired.findings()).isEmpty();
                assertThat(repaired.repaired())
                        .extracting(Verify.Finding::object)
                        .containsExactly(key);
                assertThat(TestVerify.bytes(store, key)).isEqualTo(object);
            }
        }
        objects.assertComplete();
    }

    @Test
    void aLostPartOrSegmentIsFoundWithoutReading() {
        objects.fill();
        Repository mirror = mirror();
        List<ObjectKey> lost = dated().stream()
                .filter(key -> OutputKeys.isOurs(key)
                        ? OutputKeys.partOf(key) > 0
                        : key.value().endsWith("-000001"))
                .toList();
        assertThat(lost).hasSize(3);
        for (ObjectKey key : lost) {
            store.delete(key);

            assertThat(TestVerify.verify(model, 0).findings())
                    .extracting(Verify.Finding::object)
                    .containsExactly(key);
            assertThat(TestVerify.repair(model, 0, mirror).findings()).isEmpty();
        }
        objects.assertComplete();
    }

    @Test
    void theLastSegmentOfADayIsMissedWhereAMirrorHasIt() {
        objects.fill();
        Repository mirror = mirror();
        ObjectKey last = TestVerify.below(store, Layout.RECORDS).getLast();
        store.delete(last);

        var outcome = TestVerify.repair(model, 0, mirror);

        assertThat(outcome.repaired()).extracting(Verify.Finding::object).containsExactly(last);
        objects.assertComplete();
    }

    @Test
    void aMirrorIsMendedFromWhereItComesFrom() {
        objects.fill();
        var away = new MemoryObjectStore();
        TestModel copy = model.mirrorOn(away);
        model.replicateTo(copy);
        ObjectKey key = TestVerify.below(away, Layout.OUTPUTS).getFirst();
        away.put(key, ObjectBody.of(new byte[300]));

        var outcome = TestVerify.repair(copy, 100, Repository.openWithoutKey(store));

        assertThat(outcome.findings()).isEmpty();
        new DatedObjectsOf(copy).assertComplete();
    }

    @Test
    void aDamagedMirrorMendsNothing() {
        objects.fill();
        Repository mirror = mirror();
        ObjectKey key = TestVerify.below(store, Layout.RECORDS).getFirst();
        mirror.store().put(key, ObjectBody.of(new byte[100]));
        byte[] damaged = TestVerify.bytes(store, key);
        damaged[60] ^= 1;
        store.put(key, ObjectBody.of(damaged));

        assertThat(TestVerify.repair(model, 100, mirror).findings())
                .extracting(Verify.Finding::object)
                .containsExactly(key);
        assertThat(TestVerify.bytes(store, key)).isEqualTo(damaged);
    }

    @Test
    void tenRunsOfTenPercentReadEverything() {
        for (int number = 0; number < 60; number++) {
            objects.put(DatedObjectsOf.DAY, number + ".png", TestOutputs.noise(number, 50));
        }
        objects.append(1);
        int read = 0;
        for (int run = 0; run < 10; run++) {
            read += TestVerify.verify(model, 10).objectsRead();
        }

        assertThat(read).isBetween(61, 63);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoDamage() {
        objects.fill();
        boolean faulted = true;
        for (int call = 1; faulted; call++) {
            var faulty = new FaultyObjectStore(store).failCall(call, new Unavailable("503"));
            Verify.Outcome outcome = null;
            try {
                outcome = TestVerify.verify(model.on(faulty), 100);
            } catch (Unavailable e) {
                assertThat(e).hasMessageContaining("503");
            }
            faulted = faulty.calls() >= call;
            assertThat(outcome == null || outcome.findings().isEmpty())
                    .as("call %d", call)
                    .isTrue();
        }
    }
}
