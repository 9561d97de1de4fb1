package io.twinkeep.core.operation;

import static io.twinkeep.core.operation.SmallWorld.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.operation.explore.Explorer;
import io.twinkeep.core.operation.explore.Report;
import io.twinkeep.core.operation.explore.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every order of calls of a few actors on one repository, with late and lost answers and crashes anywhere. */
class ExhaustiveRepositoryTest {
    // Room for the largest world in the tests' heap.
    private static final int LIMIT = 8_000_000;

    @Test
    @Tag("slow")
    void twoWritersAndAPruneKeepEveryPromiseThoughAnAnswerIsLost() {
        explore(new SmallWorld().full("0").writer("1").fullWriter("2").prune(ORIGIN), 1);
    }

    @Test
    void aWriterAPruneAndAPromotionKeepEveryPromiseThoughAnAnswerIsLost() {
        explore(new SmallWorld().full("0").fullWriter("2").prune(ORIGIN).pin(ORIGIN, "0", 1), 1);
    }

    @Test
    @Tag("slow")
    void twoWritersAPruneAndAPromotionKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .full("0")
                        .writer("1")
                        .fullWriter("2")
                        .prune(ORIGIN)
                        .pin(ORIGIN, "0", 1),
                0);
    }

    @Test
    void nobodyPutsAnythingWhereASlotIsLost() {
        explore(
                new SmallWorld()
                        .full("0")
                        .incremental("1")
                        .incremental("2")
                        .lost(1, 1)
                        .writer("3")
                        .fullWriter("4")
                        .prune(ORIGIN)
                        .pin(ORIGIN, "0", 1),
                1);
    }

    @Test
    void nobodyPutsAnythingWhereASetIsLost() {
        explore(
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .lost(1, 0)
                        .lost(1, 1)
                        .writer("2")
                        .fullWriter("3")
                        .prune(ORIGIN),
                0);
    }

    @Test
    @Tag("slow")
    void twoFirstBackupsAndAPruneThatTakesThemForAbandonedKeepEveryPromise() {
        explore(new SmallWorld().abandoned("0").writer("0").writer("1").pruneOfAbandoned(), 1);
    }

    @Test
    @Tag("slow")
    void twoWritersAndTwoPrunesKeepEveryPromiseThoughAnAnswerIsLost() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .writer("1")
                        .fullWriter("2")
                        .prune(ORIGIN)
                        .prune(ORIGIN),
                1);
    }

    @Test
    @Tag("slow")
    void twoWritersAPruneAPinAndItsReleaseKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .writer("1")
                        .fullWriter("2")
                        .prune(ORIGIN)
                        .pin(ORIGIN, "0", 1)
                        .release(ORIGIN, "0", 1),
                0);
    }

    @Test
    @Tag("slow")
    void aWriterTwoPrunesAPinAndItsReleaseKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .full("1")
                        .writer("2")
                        .prune(ORIGIN)
                        .prune(ORIGIN)
                        .pin(ORIGIN, "0", 1)
                        .release(ORIGIN, "0", 1),
                0);
    }

    @Test
    @Tag("slow")
    void aFullBackupTwoPrunesAndTwoPromotionsKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .fullWriter("2")
                        .prune(ORIGIN)
                        .prune(ORIGIN)
                        .pin(ORIGIN, "0", 1)
                        .pin(ORIGIN, "0", 2),
                0);
    }

    static void explore(SmallWorld world, int lostAnswers) {
        World small = world.world(lostAnswers);
        Report report = new Explorer(small).run(LIMIT);
        report.keep(Caller.test());
        assertThat(report.counterexample()).as("%s", report).isEmpty();
        assertThat(report.complete()).as("%s", report).isTrue();
        assertThat(report.states())
                .as("states: actors that fail at once explore nothing")
                .isGreaterThan(1000);
    }
}
