package io.twinkeep.core.snapshot;

import static io.twinkeep.core.snapshot.TestSets.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.Verb;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commits over a store that fails at the one moment that matters. */
class LostAnswersTest {
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final TestSets test = TestSets.create(memory, 14);
    private final SetStore sets = test.through(store).sets;

    @Test
    void aCommitWhoseAnswerWasLostIsFoundAndCounts() {
        store.loseAnswerOfNext(Verb.PUT_IF_ABSENT);
        SetStore.Draft draft = test.draft();

        SetStore.Committed committed = sets.commit(log(), draft);

        assertThat(committed.entry().run()).isEqualTo(draft.run());
        assertThat(log().snapshots()).hasSize(1);
        assertThat(store.calls(Verb.PUT_IF_ABSENT)).isEqualTo(1);
    }

    @Test
    void aCommitWhoseRequestWasLostIsSentAgain() {
        store.failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("lost"));

        sets.commit(log(), test.draft());

        assertThat(log().snapshots()).hasSize(1);
    }

    @Test
    void aCommitWhoseRequestArrivesLateIsNotDoubled() {
        var late = new Late(memory);
        SetStore slow = test.through(late).sets;
        SetStore.Draft draft = test.draft();

        // The first request is on its way when the second is sent, and comes before it.
        late.holdNext();
        SetStore.Committed committed = slow.commit(log(), draft);
        late.arrive();

        assertThat(committed.slot()).isZero();
        assertThat(log().snapshots())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.run()).isEqualTo(draft.run()));
        assertThat(log().nextSlot()).isEqualTo(1);
    }

    @Test
    void aRequestThatArrivesAfterThePruneLosesItsCommitAndNotTheData() {
        sets.commit(log(), test.draft());
        SetLog read = log();
        var late = new Late(memory);
        SetStore slow = test.through(late).sets;
        late.holdAll();
        assertThatThrownBy(() -> slow.commit(read, test.draft())).isInstanceOf(OutcomeUnknown.class);

        sets.close(log(), RunId.random(test.random));
        late.arrive();

        assertThat(log().isClosed()).isTrue();
        assertThat(log().snapshots()).hasSize(1);
        assertThat(log().nextSlot()).isEqualTo(2);
    }

    @Test
    void aRequestThatArrivesBeforeThePruneStopsThePrune() {
        sets.commit(log(), test.draft());
        SetLog read = log();
        var late = new Late(memory);
        late.holdAll();
        SetStore slow = test.through(late).sets;
        assertThatThrownBy(() -> slow.commit(read, test.draft())).isInstanceOf(OutcomeUnknown.class);
        late.arrive();

        assertThatThrownBy(() -> sets.close(read, RunId.random(test.random))).isInstanceOf(Conflict.class);
        assertThat(log().snapshots()).hasSize(2);
    }

    @Test
    void aStoreThatGoesAwayAfterALostAnswerLeavesTheOutcomeUnknown() {
        for (BackupException then : List.of(new Unavailable("gone"), new Refused("gone"))) {
            SetLog read = log();
            store.loseAnswerOfNext(Verb.PUT_IF_ABSENT).failNext(Verb.GET, then);
            assertThatThrownBy(() -> sets.commit(read, test.draft())).isInstanceOf(OutcomeUnknown.class);
            assertThat(log().nextSlot()).isEqualTo(read.nextSlot() + 1);
        }
        SetLog read = log();
        store.failNext(Verb.PUT_IF_ABSENT, new OutcomeUnknown("lost"));
        store.failNext(Verb.PUT_IF_ABSENT, new Unavailable("gone"));
        assertThatThrownBy(() -> sets.commit(read, test.draft())).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void aStoreThatWasNeverReachedIsUnavailable() {
        SetLog read = log();
        store.failNext(Verb.PUT_IF_ABSENT, new Unavailable("gone"));

        assertThatThrownBy(() -> sets.commit(read, test.draft())).isInstanceOf(Unavailable.class);
        assertThat(log().isEmpty()).isTrue();
    }

    @Test
    void aStoreThatSaysTakenAndShowsNothingIsRefused() {
        var liar = test.through(new ForwardingObjectStore(memory) {
                    @Override
                    public void putIfAbsent(ObjectKey key, ObjectBody body) {
                        throw new Conflict("taken");
                    }
                })
                .sets;

        assertThatThrownBy(() -> liar.commit(log(), test.draft()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is taken and that it does not exist");
    }

    @Test
    void whereverACommitIsCutOffItHappenedWholeOrNotAtAll() {
        for (int cut = 0; cut < 12; cut++) {
            SetLog read = log();
            SetStore.Draft draft = test.draft();
            store.cutAfter(cut);
            boolean told = commits(read, draft);
            store.mend();

            boolean there = log().snapshots().stream().anyMatch(s -> s.run().equals(draft.run()));
            assertThat(there).isEqualTo(told);
            assertThat(log().isDamaged()).isFalse();
        }
    }

    private boolean commits(SetLog read, SetStore.Draft draft) {
        try {
            sets.commit(read, draft);
            return true;
        } catch (Unavailable e) {
            return false;
        }
    }

    @Test
    void ofManyWritersAndPromotionsAtOnceNoneIsLostOrDoubled() throws Exception {
        SetLog empty = log();
        List<PromotionId> promotions = IntStream.range(0, 8)
                .mapToObj(i -> PromotionId.random(test.random))
                .toList();
        List<SetStore.Draft> drafts =
                IntStream.range(0, 8).mapToObj(i -> test.draft()).toList();
        // Each with a source of randomness of its own, since that of the test is not thread-safe.
        List<Callable<Boolean>> writers =
                drafts.stream().map(draft -> writer(empty, draft)).toList();
        List<Callable<Object>> promoters =
                promotions.stream().map(promotion -> promoter(empty, promotion)).toList();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var commits = writers.stream().map(executor::submit).toList();
            var pins = promoters.stream().map(executor::submit).toList();
            for (Future<Object> pin : pins) {
                pin.get();
            }
            int committed = 0;
            for (Future<Boolean> commit : commits) {
                committed += commit.get() ? 1 : 0;
            }
            assertThat(committed).isEqualTo(1);
        }
        assertThat(log().pins()).containsExactlyInAnyOrderElementsOf(promotions);
        assertThat(log().snapshots()).hasSize(1);
        assertThat(log().nextSlot()).isEqualTo(9);
    }

    private Callable<Boolean> writer(SetLog log, SetStore.Draft draft) {
        SetStore own = test.through(memory).sets;
        return () -> {
            try {
                own.commit(log, draft);
                return true;
            } catch (Conflict e) {
                return false;
            }
        };
    }

    private Callable<Object> promoter(SetLog log, PromotionId promotion) {
        SetStore own = test.through(memory).sets;
        return () -> own.pin(log, promotion, new RunId(promotion.token()));
    }

    private SetLog log() {
        return test.sets.read(MODEL, SetId.FIRST);
    }

    /** Keeps conditional creates on their way until the test lets them arrive. */
    private static final class Late extends ForwardingObjectStore {
        private final List<Runnable> underWay = new java.util.ArrayList<>();
        private int held;

        Late(MemoryObjectStore store) {
            super(store);
        }

        void holdNext() {
            held = 1;
        }

        void holdAll() {
            held = Integer.MAX_VALUE;
        }

        void arrive() {
            for (Runnable request : underWay) {
                try {
                    request.run();
                } catch (Conflict e) {
                    // Nobody waits for this answer any more.
                }
            }
        }

        @Override
        public void putIfAbsent(ObjectKey key, ObjectBody body) {
            if (held > 0) {
                held--;
                underWay.add(() -> super.putIfAbsent(key, body));
                throw new OutcomeUnknown("lost");
            }
            // What is under way overtakes this one.
            arrive();
            super.putIfAbsent(key, body);
        }
    }
}
