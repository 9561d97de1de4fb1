package io.twinkeep.core.operation;

import static io.twinkeep.core.operation.ExhaustiveRepositoryTest.explore;
import static io.twinkeep.core.operation.SmallWorld.MIRROR;
import static io.twinkeep.core.operation.SmallWorld.ORIGIN;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every order of calls of a few actors on a repository and its mirror. */
class ExhaustiveMirrorTest {
    @Test
    void anEmptyMirrorAndAPruneOnEitherSideKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .full("0")
                        .incremental("1")
                        .full("2")
                        .replicator()
                        .prune(ORIGIN)
                        .prune(MIRROR),
                0);
    }

    @Test
    void aWriterAReplicationAPromotionAndAPruneOnEitherSideKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .replicated()
                        .incremental("1")
                        .full("2")
                        .replicator()
                        .writer("3")
                        .prune(ORIGIN)
                        .prune(MIRROR)
                        .pin(MIRROR, "0", 1),
                0);
    }

    @Test
    @Tag("slow")
    void aFullBackupDuringAReplicationKeepsEveryPromiseThoughAnAnswerIsLost() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .replicated()
                        .replicator()
                        .fullWriter("2")
                        .prune(ORIGIN)
                        .prune(MIRROR)
                        .pin(MIRROR, "0", 1),
                1);
    }

    @Test
    @Tag("slow")
    void twoReplicationsAndAPruneOnEitherSideKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .full("2")
                        .replicator()
                        .replicator()
                        .prune(ORIGIN)
                        .prune(MIRROR),
                0);
    }

    @Test
    @Tag("slow")
    void twoReplicationsAPromotionAndAPruneOfTheMirrorKeepEveryPromise() {
        explore(
                new SmallWorld()
                        .blind()
                        .full("0")
                        .full("2")
                        .replicator()
                        .replicator()
                        .prune(MIRROR)
                        .pin(MIRROR, "0", 1),
                0);
    }
}
