package io.twinkeep.core.operation;

import static io.twinkeep.core.operation.SmallWorld.MIRROR;
import static io.twinkeep.core.operation.SmallWorld.ORIGIN;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.ACKNOWLEDGED;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.AFTER;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.LOG;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.MIRRORED;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.PINNED;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.REPORTED;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.RESTORABLE;
import static io.twinkeep.core.operation.SmallWorldRules.Rule.SORTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.operation.explore.Explorer;
import io.twinkeep.core.operation.explore.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every guard of the protocol is needed: without it the exploration finds a schedule that breaks a promise. The order of
 * the log is not among the rules here, so that what is found is the harm and not the missing guard itself.
 */
class RemovedGuardsTest {
    @Test
    void withoutTheSecondReadReplicationReportsDamageWhereAPruneWasAtWork() {
        finds(
                REPORTED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .replicator(Defects.readsOnce(), SmallWorld.Defect.NONE)
                        .prune(ORIGIN)
                        .world(0, LOG));
    }

    @Test
    void aPruneThatClosesBehindOthersClosesAPinnedSet() {
        finds(
                PINNED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .prune(ORIGIN, Defects.closesBehindOthers(ORIGIN))
                        .pin(ORIGIN, "0", 1)
                        .world(0, LOG));
    }

    /** Where nobody takes the free slot, the prune does not see its own marker and refuses to bury: hence no SORTED. */
    @Test
    void aPruneThatLeavesASlotFreeClosesASetThatIsPinnedThere() {
        finds(
                PINNED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .prune(ORIGIN, Defects.closesOneTooFar(ORIGIN))
                        .pin(ORIGIN, "0", 1)
                        .world(0, LOG, SORTED));
    }

    @Test
    void aPruneThatSeesNoPinsClosesAPinnedSet() {
        finds(
                PINNED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .prune(ORIGIN, Defects.seesNoPins(ORIGIN))
                        .pin(ORIGIN, "0", 1)
                        .world(0, LOG));
    }

    @Test
    void aWriterThatTakesAnothersSlotForItsOwnAcknowledgesWhatIsNotThere() {
        finds(
                ACKNOWLEDGED,
                new SmallWorld()
                        .full("0")
                        .writer("1", false, Defects.takesTakenForDone())
                        .writer("2")
                        .world(0, LOG));
    }

    @Test
    void aPromotionThatTakesAnothersSlotForItsOwnLosesItsPin() {
        finds(
                PINNED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .pin(ORIGIN, "0", 1, Defects.takesTakenForDone())
                        .prune(ORIGIN)
                        .world(0, LOG));
    }

    @Test
    void aReplicationThatTakesAnothersSlotForItsOwnLeavesASnapshotOut() {
        finds(
                MIRRORED,
                new SmallWorld()
                        .full("0")
                        .replicated()
                        .incremental("1")
                        .incremental("2")
                        .replicator(SmallWorld.Defect.NONE, Defects.takesTakenForDone())
                        .pin(MIRROR, "0", 1)
                        .world(0, LOG, REPORTED));
    }

    @Test
    void aWriterThatDoesNotKnowItsOwnSnapshotAfterALostAnswerSaysThatItLost() {
        finds(
                REPORTED,
                new SmallWorld()
                        .full("0")
                        .writer("1", false, Defects.takesOwnForForeign(ORIGIN))
                        .world(1, LOG));
    }

    @Test
    @Tag("slow")
    void aWriterThatDoesNotStopAtClosedCommitsWhatIsDeleted() {
        finds(
                RESTORABLE,
                new SmallWorld()
                        .full("0")
                        .fullWriter("1")
                        .writer("2", false, Defects.seesNoClosed(ORIGIN))
                        .prune(ORIGIN)
                        .world(0, LOG, ACKNOWLEDGED));
    }

    @Test
    void aPromotionThatDoesNotStopAtClosedPinsWhatIsGone() {
        finds(
                PINNED,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .pin(ORIGIN, "0", 1, Defects.seesNoClosed(ORIGIN))
                        .prune(ORIGIN)
                        .world(0, LOG));
    }

    @Test
    void aReplicationThatDoesNotStopAtClosedBringsBackWhatTheMirrorsPruneDeletes() {
        finds(
                RESTORABLE,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .replicator(SmallWorld.Defect.NONE, Defects.seesNoClosed(MIRROR))
                        .replicator()
                        .prune(MIRROR)
                        .world(0, LOG, REPORTED));
    }

    @Test
    void aWriterThatTakesALostSlotForTheEndOfTheLogPutsTheNewestBehindAnOlderOne() {
        finds(
                AFTER,
                new SmallWorld()
                        .full("0")
                        .incremental("1")
                        .incremental("2")
                        .lost(1, 1)
                        .writer("3", false, Defects.seesNoListing())
                        .world(0, LOG));
    }

    @Test
    void aFullBackupThatTakesALostSetForTheEndPutsTheNewestBehindAnOlderOne() {
        finds(
                AFTER,
                new SmallWorld()
                        .full("0")
                        .full("1")
                        .lost(1, 0)
                        .lost(1, 1)
                        .writer("2", true, Defects.seesNoListing())
                        .world(0, LOG));
    }

    @Test
    void aPruneThatDoesNotCloseAnAbandonedBackupDeletesWhatAWriterCommits() {
        finds(
                RESTORABLE,
                new SmallWorld()
                        .abandoned("0")
                        .writer("0")
                        .pruneOfAbandoned(Defects.deletesBehindAnOpenDoor())
                        .world(0, LOG));
    }

    private static void finds(SmallWorldRules.Rule rule, World world) {
        var report = new Explorer(world).run(1_000_000);
        report.keep(Caller.test());
        assertThat(report.counterexample())
                .as("%s", report)
                .hasValueSatisfying(found -> assertThat(found.broken()).startsWith(rule.toString()));
    }
}
