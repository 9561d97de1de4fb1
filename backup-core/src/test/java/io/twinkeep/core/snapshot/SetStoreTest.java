package io.twinkeep.core.snapshot;

import static io.twinkeep.core.snapshot.TestSets.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetStoreTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final TestSets test = TestSets.create(store, 13);
    private final SetStore sets = test.sets;
    private final PromotionId promotion = PromotionId.random(test.random);

    @Test
    void aCommittedSnapshotIsReadByEverybody() {
        SetStore.Draft draft = test.draft();

        SetStore.Committed committed = sets.commit(log(), draft);

        assertThat(committed.slot()).isZero();
        SnapshotHeader latest = log().latest().orElseThrow();
        assertThat(latest.run()).isEqualTo(draft.run());
        assertThat(latest.isFull()).isTrue();
        assertThat(sets.body(latest)).isEqualTo(draft.body());
        assertThat(sets.setKey(log())).isSameAs(draft.key());
    }

    @Test
    void readingASetAsksForEachSlotOnceAndLastForTheRepository() {
        sets.commit(log(), test.draft());
        sets.commit(log(), test.draft());
        store.forgetCalls();

        assertThat(log().snapshots()).hasSize(2);

        assertThat(store.calls(Verb.GET)).isEqualTo(3);
        assertThat(store.calls(Verb.FIND)).isEqualTo(1);
        assertThat(store.calls()).isEqualTo(4);
    }

    @Test
    void aCommitTakesTheSlotAfterAPin() {
        SetLog before = log();
        sets.commit(before, test.draft());
        SetLog read = log();
        sets.pin(read, promotion, run());

        SetStore.Committed committed = sets.commit(read, test.draft());

        assertThat(committed.slot()).isEqualTo(2);
        assertThat(sets.readOn(read).pins()).containsExactly(promotion);
    }

    @Test
    void ofTwoWritersExactlyOneCommits() {
        SetLog read = log();
        SetStore.Draft first = test.draft();
        sets.commit(read, first);

        assertThatThrownBy(() -> test.through(store).sets.commit(read, test.draft()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("another writer committed a snapshot first");
        assertThat(log().snapshots())
                .singleElement()
                .satisfies(s -> assertThat(s.run()).isEqualTo(first.run()));
    }

    @Test
    void aClosedSetTakesNothingMore() {
        sets.commit(log(), test.draft());
        SetLog stale = log();
        sets.close(stale, run());

        assertThatThrownBy(() -> sets.commit(stale, test.draft())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> sets.commit(log(), test.draft()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("closed by a prune");
        assertThatThrownBy(() -> sets.pin(stale, promotion, run())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> sets.release(log(), promotion, run())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> sets.close(stale, run())).isInstanceOf(Conflict.class);
    }

    @Test
    void aPruneDoesNotCloseWhatItHasNotSeen() {
        sets.commit(log(), test.draft());
        SetLog planned = log();
        sets.pin(log(), promotion, run());

        assertThatThrownBy(() -> sets.close(planned, run()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("somebody added to it");
        assertThatThrownBy(() -> sets.close(log(), run()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("pinned by promotion " + promotion);
        sets.release(log(), promotion, run());
        sets.close(log(), run());
        assertThat(log().isClosed()).isTrue();
    }

    @Test
    void aPinByTheRunThatHasJustCommittedIsWritten() {
        SetLog read = log();
        SetStore.Draft draft = test.draft();
        sets.commit(read, draft);

        SetStore.Committed pinned = sets.pin(read, promotion, draft.run());

        assertThat(pinned.slot()).isEqualTo(1);
        assertThat(pinned.entry()).isInstanceOf(SlotEntry.Pin.class);
        assertThat(log().pins()).containsExactly(promotion);
    }

    @Test
    void aBuriedSnapshotIsGoneAndItsSlotStaysTaken() {
        sets.commit(log(), test.draft());
        assertThatThrownBy(() -> sets.bury(log(), 0, run())).isInstanceOf(IllegalStateException.class);
        sets.close(log(), run());

        sets.bury(log(), 0, run());

        assertThat(log().snapshots()).isEmpty();
        assertThat(log().isClosed()).isTrue();
        assertThat(log().nextSlot()).isEqualTo(2);
        assertThatThrownBy(() -> sets.bury(log(), 2, run())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEntryInAnotherSlotSetOrModelIsDamaged() {
        sets.commit(log(), test.draft());
        sets.pin(log(), promotion, run());
        sets.release(log(), promotion, run());
        for (int from = 0; from < 3; from++) {
            byte[] object = memory.get(Layout.slot(MODEL, SetId.FIRST, from), 1 << 20);
            memory.put(Layout.slot(MODEL, SetId.FIRST, 3), ObjectBody.of(object));
            memory.put(Layout.slot(MODEL, new SetId(1, 2), from), ObjectBody.of(object));
            memory.put(Layout.slot(new ModelName("other"), SetId.FIRST, from), ObjectBody.of(object));

            assertDamaged(MODEL, SetId.FIRST, 3);
            assertDamaged(MODEL, new SetId(1, 2), from);
            assertDamaged(new ModelName("other"), SetId.FIRST, from);
        }
        assertThat(log().latest()).isPresent();
    }

    @Test
    void aDamagedSlotStopsWritersAndReadersGoRoundIt() {
        sets.commit(log(), test.draft());
        SetLog stale = log();
        sets.commit(stale, test.draft());
        ObjectKey key = Layout.slot(MODEL, SetId.FIRST, 1);
        byte[] object = memory.get(key, 1 << 20);
        object[object.length - 1] ^= 1;
        memory.put(key, ObjectBody.of(object));

        assertThat(log().isDamaged()).isTrue();
        assertThat(log().latest().orElseThrow().isFull()).isTrue();
        assertThatThrownBy(() -> sets.commit(stale, test.draft())).isInstanceOf(Conflict.class);
        memory.put(key, ObjectBody.of(new byte[33 << 20]));
        assertThat(log().isDamaged()).isTrue();
    }

    @Test
    void aSlotOfAnUnknownFormatVersionStopsWritersAndIsNamed() {
        sets.commit(log(), test.draft());
        ObjectKey key = Layout.slot(MODEL, SetId.FIRST, 0);
        byte[] object = memory.get(key, 1 << 20);
        object[4] = 2;
        memory.put(key, ObjectBody.of(object));

        assertThat(log().slots().getFirst())
                .isInstanceOfSatisfying(
                        SlotEntry.Damaged.class,
                        damaged -> assertThat(damaged.reason()).contains("format version 2"));
        assertThatThrownBy(() -> sets.commit(log(), test.draft())).isInstanceOf(BackupException.class);
    }

    @Test
    void theLastSetIsFoundInAFewLooksHoweverManyThereAre() {
        for (int count = 0; count <= 20; count++) {
            store.forgetCalls();
            Optional<SetId> last = sets.last(MODEL, 1, SlotHints.NONE);

            assertThat(last).isEqualTo(count == 0 ? Optional.empty() : Optional.of(new SetId(1, count)));
            // Doubling up and halving down, and one look whether the repository is there at all.
            int doublings = 32 - Integer.numberOfLeadingZeros(count);
            assertThat(store.calls(Verb.FIND)).isBetween(2, 2 * doublings + 2);
            assertThat(store.calls()).isEqualTo(store.calls(Verb.FIND));
            sets.commit(sets.read(MODEL, new SetId(1, count + 1)), test.draft());
        }
        assertThat(sets.sets(MODEL)).hasSize(21).endsWith(new SetId(1, 21)).isSorted();
    }

    @Test
    void aStoreThatSaysYesToEverythingIsRefused() {
        var liar = test.through(new ForwardingObjectStore(memory) {
            @Override
            public Optional<ObjectInfo> find(ObjectKey key) {
                return Optional.of(new ObjectInfo(key, 1, Instant.EPOCH, ""));
            }
        });

        assertThatThrownBy(() -> liar.sets.last(MODEL, 1, SlotHints.NONE)).isInstanceOf(Refused.class);
        assertThatThrownBy(liar.sets::epoch).isInstanceOf(Refused.class);
    }

    @Test
    void aStoreWhoseSlotsNeverEndIsRefused() {
        var liar = test.through(new ForwardingObjectStore(memory) {
            @Override
            public byte[] get(ObjectKey key, int limit) {
                return new byte[0];
            }
        });

        assertThatThrownBy(() -> liar.sets.read(MODEL, SetId.FIRST)).isInstanceOf(Refused.class);
    }

    @Test
    void aRepositoryThatIsGoneDoesNotLookEmpty() {
        sets.commit(log(), test.draft());
        var unmounted = test.through(new MemoryObjectStore()).sets;

        assertThatThrownBy(() -> unmounted.read(MODEL, SetId.FIRST)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> unmounted.last(MODEL, 1, SlotHints.NONE)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> unmounted.sets(MODEL)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> unmounted.commit(new SetLog(MODEL, SetId.FIRST, List.of()), test.draft()))
                .isInstanceOf(Missing.class);
    }

    @Test
    void aWriterOfAnOlderEpochCommitsNoMore() {
        sets.commit(log(), test.draft());
        memory.put(Layout.epoch(2), ObjectBody.of("granted"));

        assertThatThrownBy(() -> sets.commit(log(), test.draft()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("epoch 2 is in force");
        sets.commit(sets.read(MODEL, new SetId(2, 1)), test.draft());
        assertThat(sets.sets(MODEL)).containsExactly(SetId.FIRST, new SetId(2, 1));
    }

    @Test
    void modelsAreListedAndStrangersPassedOver() {
        sets.commit(log(), test.draft());
        memory.put(new ObjectKey("models/NOT-OURS/1-1/slots/0"), ObjectBody.of("x"));
        memory.put(new ObjectKey("models/readme.txt"), ObjectBody.of("x"));

        assertThat(sets.models()).containsExactly(MODEL);
    }

    @Test
    void whatCouldNotBeRestoredIsNotCommitted() {
        sets.commit(log(), test.draft());
        SetStore.Draft good = test.draft();
        DataKey other = DataKey.create(test.repository.id(), 2, test.random);
        var otherKey = new SetStore.Draft(good.run(), other, good.takenAt(), good.packs(), good.body());
        var withoutPack = new SetStore.Draft(good.run(), good.key(), good.takenAt(), List.of(), good.body());
        var unknownKey = test.draft();

        assertThatThrownBy(() -> sets.commit(log(), otherKey)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sets.commit(log(), withoutPack)).isInstanceOf(IllegalArgumentException.class);
        SetLog next = sets.read(MODEL, new SetId(1, 2));
        var notOurs = new SetStore.Draft(
                unknownKey.run(), other, unknownKey.takenAt(), unknownKey.packs(), unknownKey.body());
        assertThatThrownBy(() -> sets.commit(next, notOurs)).isInstanceOf(BackupException.class);
        assertThat(sets.read(MODEL, new SetId(1, 2)).isEmpty()).isTrue();
        assertThat(log().snapshots()).hasSize(1);
    }

    @Test
    void aSnapshotTooLargeToBeReadIsNotCommitted() {
        SetStore.Draft draft = test.draft();
        PackId pack = draft.packs().getFirst().id();
        var page = draft.body().pages().getFirst();
        var pages = java.util.Collections.nCopies(700_000, page);
        var body = new SnapshotBody(draft.body().version(), 1, 1, draft.body().tags(), pages);
        var huge = new SetStore.Draft(draft.run(), draft.key(), draft.takenAt(), draft.packs(), body);

        assertThat(page.pack()).isEqualTo(pack);
        assertThatThrownBy(() -> sets.commit(log(), huge)).isInstanceOf(Refused.class);
        assertThat(log().isEmpty()).isTrue();
    }

    @Test
    void aPlaceWithoutAKeyCanReadButNotMark() {
        sets.commit(log(), test.draft());
        var keyless =
                new SetStore(new Repository(store, test.repository.config(), new KeyRing(List.of())), test.random);

        SetLog read = keyless.read(MODEL, SetId.FIRST);

        assertThat(read.snapshots()).hasSize(1);
        assertThatThrownBy(() -> keyless.close(read, run())).isInstanceOf(Refused.class);
    }

    private void assertDamaged(ModelName model, SetId set, int slot) {
        assertThat(sets.slot(model, set, slot))
                .get()
                .isInstanceOfSatisfying(
                        SlotEntry.Damaged.class,
                        damaged -> assertThat(damaged.reason()).contains("it holds what belongs into"));
    }

    private SetLog log() {
        return sets.read(MODEL, SetId.FIRST);
    }

    private RunId run() {
        return RunId.random(test.random);
    }
}
