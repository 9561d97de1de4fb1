package io.twinkeep.core.snapshot;

import static io.twinkeep.core.snapshot.TestSets.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorSlotsTest {
    private final TestSets source = TestSets.create(new MemoryObjectStore(), 15);
    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
    private final TestSets mirror = source.mirror(store);
    private List<SnapshotHeader> snapshots;

    @BeforeEach
    void commitThree() {
        for (int i = 0; i < 3; i++) {
            source.sets.commit(sourceLog(), source.draft());
        }
        snapshots = sourceLog().snapshots();
    }

    @Test
    void copiesKeepTheirOrderAndTheirContentWhereverTheyLie() {
        mirror.sets.commitCopy(log(), snapshots.get(0));
        mirror.sets.pin(log(), PromotionId.random(source.random), RunId.random(source.random));
        SetStore.Committed second = mirror.sets.commitCopy(log(), snapshots.get(1));

        assertThat(second.slot()).isEqualTo(2);
        assertThat(log().latest().orElseThrow().origin())
                .isEqualTo(snapshots.get(1).origin());
        assertThat(mirror.sets.body(log().latest().orElseThrow())).isEqualTo(source.sets.body(snapshots.get(1)));
    }

    @Test
    void aCopyThatIsThereAlreadyIsDone() {
        SetLog empty = log();
        mirror.sets.commitCopy(empty, snapshots.get(0));

        // Both for a replication that saw it and for one that did not.
        assertThat(mirror.sets.commitCopy(log(), snapshots.get(0)).slot()).isZero();
        assertThat(mirror.sets.commitCopy(empty, snapshots.get(0)).slot()).isZero();
        assertThat(log().nextSlot()).isEqualTo(1);
    }

    @Test
    void aCopyWhoseAnswerWasLostIsFound() {
        store.loseAnswerOfNext(Verb.PUT_IF_ABSENT);

        assertThat(mirror.sets.commitCopy(log(), snapshots.get(0)).slot()).isZero();
        assertThat(log().nextSlot()).isEqualTo(1);
    }

    @Test
    void anOlderSnapshotIsNotCopiedAfterANewerOne() {
        SetLog empty = log();
        mirror.sets.commitCopy(empty, snapshots.get(1));

        assertThatThrownBy(() -> mirror.sets.commitCopy(log(), snapshots.get(0)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> mirror.sets.commitCopy(empty, snapshots.get(0)))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void anOldStateThatIsPutAfterTheNewestDoesNotPassForIt() {
        snapshots.forEach(snapshot -> mirror.sets.commitCopy(log(), snapshot));
        for (SnapshotHeader replayed : snapshots) {
            store.put(Layout.slot(MODEL, SetId.FIRST, 3), ObjectBody.of(replayed.object()));

            assertThat(log().latest().orElseThrow().run())
                    .isEqualTo(snapshots.get(2).run());
            assertThat(log().isDamaged()).isTrue();
        }
    }

    @Test
    void aCopyIsNotPutWhereItWouldNotBeBelieved() {
        SetLog otherSet = mirror.sets.read(MODEL, new SetId(1, 2));

        assertThatThrownBy(() -> mirror.sets.commitCopy(otherSet, snapshots.get(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> source.sets.commitCopy(sourceLog(), snapshots.get(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMirrorsSetTakesNoBackups() {
        mirror.sets.commitCopy(log(), snapshots.get(0));

        assertThatThrownBy(() -> mirror.sets.commit(log(), mirror.draft()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is a copy of another repository's");
    }

    @Test
    void aMirrorClosesItsOwnSet() {
        mirror.sets.commitCopy(log(), snapshots.get(0));
        SetLog stale = log();
        mirror.sets.close(stale, RunId.random(source.random));

        assertThatThrownBy(() -> mirror.sets.commitCopy(stale, snapshots.get(1)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("closed by a prune of the mirror");
        assertThat(sourceLog().isClosed()).isFalse();
    }

    private SetLog log() {
        return mirror.sets.read(MODEL, SetId.FIRST);
    }

    private SetLog sourceLog() {
        return source.sets.read(MODEL, SetId.FIRST);
    }
}
