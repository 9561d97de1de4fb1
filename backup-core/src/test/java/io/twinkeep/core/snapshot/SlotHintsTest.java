package io.twinkeep.core.snapshot;

import static io.twinkeep.core.snapshot.TestSets.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotHintsTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final TestSets test = TestSets.create(store, 17);
    private final SetStore sets = test.sets;

    @Test
    void aListingNeedsToShowOnlyTheLastForTheOthersToBeExpected() {
        var hints = SlotHints.of(List.of(slot(1, 3), slot(3, 0)));

        assertThat(hints.slots(set(1))).isEqualTo(4);
        assertThat(hints.slots(set(2))).isEqualTo(1);
        assertThat(hints.slots(set(3))).isEqualTo(1);
        assertThat(hints.slots(set(4))).isZero();
        assertThat(hints.slots(new SetId(2, 1))).isZero();
        assertThat(hints.last(1)).contains(set(3));
        assertThat(Stream.of(1, 2, 3, 4).map(number -> hints.isWhole(set(number))))
                .containsExactly(false, false, true, true);
    }

    @Test
    void packsAndWrapsShowNothingAndARecordOfAVerificationShowsThatThereWasSomething() {
        var hints = SlotHints.of(List.of(
                new ObjectKey("models/m/1-1/packs/00000000000000000000000000000000"),
                new ObjectKey("models/m/1-1/keys/00000000000000000000000000000000"),
                new ObjectKey("models/m/1-2/verified/0"),
                new ObjectKey("models/m/1-9/slots/03"),
                new ObjectKey("models/m/readme")));

        assertThat(hints.last(1)).contains(set(2));
        assertThat(hints.slots(set(2))).isEqualTo(1);
        assertThat(hints.isListed(set(2))).isFalse();
    }

    @Test
    void aStrayObjectFarAwayIsRefusedAndNotWalkedTo() {
        assertThatThrownBy(() -> SlotHints.of(List.of(slot(1, 0), slot(1, 99_999_999))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("slot 99999999 of set 1-1");
        var farSet = SlotHints.of(List.of(slot(1, 0), slot(999_999, 0)));
        assertThatThrownBy(() -> farSet.last(1)).isInstanceOf(Refused.class).hasMessageContaining("set 1-999999");
        // A year of hourly snapshots is listed as it is.
        assertThat(SlotHints.of(IntStream.range(0, 8760)
                                .mapToObj(n -> slot(1, n))
                                .toList())
                        .slots(set(1)))
                .isEqualTo(8760);
    }

    @Test
    void theLastSetThatIsListedIsFoundInTwoLooks() {
        for (int number = 1; number <= 20; number++) {
            sets.commit(sets.read(MODEL, set(number)), test.draft());
        }
        SlotHints hints = sets.hints(MODEL);
        store.forgetCalls();

        assertThat(sets.last(MODEL, 1, hints)).contains(set(20));

        // What comes next, and whether the repository is there at all.
        assertThat(store.calls()).isEqualTo(store.calls(Verb.FIND)).isEqualTo(2);
    }

    @Test
    void whatWasAddedSinceTheListingIsFoundToo() {
        SlotHints before = sets.hints(MODEL);
        for (int number = 1; number <= 5; number++) {
            sets.commit(sets.read(MODEL, set(number)), test.draft());
        }

        assertThat(sets.sets(MODEL, before)).hasSize(5);
        assertThat(sets.read(MODEL, set(3), before).snapshots()).hasSize(1);
    }

    @Test
    void aLostSlotStopsEveryWriterButAPin() {
        for (int slot = 0; slot < 3; slot++) {
            sets.commit(sets.read(MODEL, set(1)), test.draft());
        }
        memory.delete(Layout.slot(MODEL, set(1), 1));
        SetLog log = sets.read(MODEL, set(1), sets.hints(MODEL));

        assertThat(log.nextSlot()).isEqualTo(3);
        assertThat(log.snapshots()).hasSize(2);
        assertThatThrownBy(() -> sets.commit(log, test.draft()))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("slot 1 of set 1-1");
        var run = io.twinkeep.core.ids.RunId.random(test.random);
        assertThatThrownBy(() -> sets.close(log, run)).isInstanceOf(Corrupt.class);
        var promotion = io.twinkeep.core.ids.PromotionId.random(test.random);
        assertThat(sets.pin(log, promotion, run).slot()).isEqualTo(3);
    }

    private static ObjectKey slot(int set, int slot) {
        return Layout.slot(MODEL, set(set), slot);
    }

    private static SetId set(int number) {
        return new SetId(1, number);
    }
}
