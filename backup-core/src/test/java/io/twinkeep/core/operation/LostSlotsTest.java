package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object of a log is gone, and later ones are there: nobody takes that for the end of the log. */
class LostSlotsTest {
    private static final SetId FIRST = SetId.FIRST;
    private static final SetId SECOND = new SetId(1, 2);

    @TempDir
    Path dir;

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore here = new FaultyObjectStore(memory);
    private final TestModel primary = TestModel.createOn(here);
    private final MemoryObjectStore there = new MemoryObjectStore();
    private final TestModel mirror = primary.mirrorOn(there);
    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectories(dir.resolve("model"));
    }

    @Test
    void aLostSlotInTheMiddleHidesNothingElse() throws IOException {
        backUp("A", "B", "C");
        lose(FIRST, 1);

        var versions = new Versions(primary.engine());

        assertThat(versions.list(TestModel.MODEL))
                .extracting(Versions.Listed::slot)
                .containsExactly(0, 2);
        assertThat(versions.passedOver())
                .singleElement()
                .asString()
                .contains("slot 1 of set 1-1", "is missing, though slot 2 is listed");
        assertThat(restoredNewest()).isEqualTo("C");
    }

    @Test
    void aLostFirstSetHidesNoLaterOne() throws IOException {
        backUp("A");
        backUpInFull("B");
        lose(FIRST, 0);
        lose(FIRST, 1);
        var notes = new ArrayList<String>();

        var found = new Versions(primary.engine(noting(notes))).find(TestModel.MODEL, new VersionSelector.Latest());

        assertThat(found.set()).isEqualTo(SECOND);
        assertThat(notes)
                .anySatisfy(
                        note -> assertThat(note).contains("slot 0 of set 1-1", "is missing, though set 1-2 is there"));
        assertThat(restoredNewest()).isEqualTo("B");
    }

    @Test
    void whereTheNewestMayBeWhatIsLostNoOlderOneIsTakenForIt() throws IOException {
        backUp("A", "B");
        new Pins(primary.engine())
                .pin(
                        TestModel.MODEL,
                        new VersionSelector.Latest(),
                        new io.twinkeep.core.ids.PromotionId(io.twinkeep.core.ids.Token.random(TestModel.RANDOM)));
        lose(FIRST, 1);

        assertThatThrownBy(this::restoredNewest)
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("slot 1 of set 1-1")
                .extracting("next")
                .asString()
                .contains("--repair-from");
    }

    @Test
    void aVersionThatIsNotFoundWhereSomethingIsLostMayBeWhatIsLost() throws IOException {
        String wanted = backUp("A", "B", "C").get(1);
        var digest = new VersionSelector.Digest(wanted);
        var unknown = new VersionSelector.Digest("0".repeat(64));
        assertThatThrownBy(() -> primary.restore(dir.resolve("out"), unknown)).isInstanceOf(Missing.class);
        lose(FIRST, 1);

        assertThatThrownBy(() -> primary.restore(dir.resolve("out"), digest))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("is missing, though");
    }

    @Test
    void aBackupDoesNotFillTheGapAndAFullOneStartsBehindEverything() throws IOException {
        backUp("A", "B", "C");
        lose(FIRST, 1);
        Files.writeString(model.resolve("weights.txt"), "D");

        assertThatThrownBy(() -> primary.backup(model))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("slot 1 of set 1-1")
                .extracting("next")
                .asString()
                .contains("--repair-from", "--full");
        var full = primary.backup(model, true);

        assertThat(full.set()).isEqualTo(SECOND);
        assertThat(memory.find(Layout.slot(TestModel.MODEL, FIRST, 1))).isEmpty();
        assertThat(restoredNewest()).isEqualTo("D");
    }

    @Test
    void aFullBackupNeverStartsInTheHoleThatALostSetLeft() throws IOException {
        backUp("A");
        backUpInFull("B");
        lose(FIRST, 0);
        lose(FIRST, 1);

        var full = backUpInFull("C");

        assertThat(full.set()).isEqualTo(new SetId(1, 3));
        assertThat(memory.find(Layout.slot(TestModel.MODEL, FIRST, 0))).isEmpty();
        assertThat(restoredNewest()).isEqualTo("C");
    }

    @Test
    void aPruneLeavesASetWithALostSlotAloneAndKnowsTheNewest() throws IOException {
        backUp("A", "B");
        backUpInFull("C");
        backUpInFull("D");
        primary.verify();
        lose(FIRST, 1);
        lose(SECOND, 0);

        var plan = new Prune(primary.engine(), Optional.empty()).plan(TestModel.MODEL, new KeepRules(1, Duration.ZERO));
        primary.prune(1);

        assertThat(plan.items()).extracting(PrunePlan.Item::action).containsOnly(PrunePlan.Action.KEEP);
        assertThat(plan.items()).hasSize(3);
        assertThat(plan.items().getFirst().reason()).contains("damaged or lost");
        assertThat(restoredNewest()).isEqualTo("D");
    }

    @Test
    void theMirrorMendsEveryLostSlotOfALog() throws IOException {
        backUp("A", "B", "C");
        backUpInFull("D");
        primary.replicateTo(mirror);
        for (SetId set : List.of(FIRST, SECOND)) {
            lose(set, 0);
        }
        lose(FIRST, 2);

        var mended = TestVerify.repair(primary, 100, Repository.openWithoutKey(there));

        assertThat(mended.findings()).isEmpty();
        assertThat(mended.repaired()).hasSize(3);
        assertThat(TestVerify.verify(primary, 0).findings()).isEmpty();
        assertThat(new Versions(primary.engine()).list(TestModel.MODEL)).hasSize(5);
    }

    @Test
    void aReplicationTellsWhatTheSourceHasLostAndCarriesTheRest() throws IOException {
        backUp("A");
        primary.replicateTo(mirror);
        backUp("B", "C");
        lose(FIRST, 1);

        var carried = primary.replicateTo(mirror);

        assertThat(carried.snapshots()).isEqualTo(1);
        assertThat(carried.problems()).singleElement().asString().contains("slot 1 of set 1-1", "is missing");
        assertThat(mirror.restore(dir.resolve("mirrored")).version())
                .isEqualTo(primary.restore(dir.resolve("primary")).version());
    }

    @Test
    void aReplicationPutsNothingWhereTheMirrorHasLostSomething() throws IOException {
        backUp("A", "B");
        primary.replicateTo(mirror);
        there.delete(Layout.slot(TestModel.MODEL, FIRST, 0));
        backUp("C");

        var carried = primary.replicateTo(mirror);

        assertThat(carried.snapshots()).isZero();
        assertThat(carried.problems()).isNotEmpty();
        assertThat(there.find(Layout.slot(TestModel.MODEL, FIRST, 0))).isEmpty();
        TestVerify.repair(mirror, 0, Repository.openWithoutKey(memory));
        assertThat(primary.replicateTo(mirror).problems()).isEmpty();
        assertThat(new Versions(mirror.engine()).list(TestModel.MODEL)).hasSize(3);
    }

    @Test
    void lookingForLossesCostsOneListing() throws IOException {
        backUp("A", "B");
        here.forgetCalls();
        new Versions(primary.engine()).list(TestModel.MODEL);
        // The other is of the key wraps, to open the repository.
        assertThat(here.calls(Verb.LIST)).isEqualTo(2);

        here.forgetCalls();
        primary.restore(dir.resolve("out"));
        assertThat(here.calls(Verb.LIST)).isEqualTo(2);
    }

    private List<String> backUp(String... texts) throws IOException {
        var versions = new ArrayList<String>();
        for (String text : texts) {
            Files.writeString(model.resolve("weights.txt"), text);
            versions.add(primary.backup(model).version().toString());
        }
        return versions;
    }

    private Backup.Outcome backUpInFull(String text) throws IOException {
        Files.writeString(model.resolve("weights.txt"), text);
        return primary.backup(model, true);
    }

    private void lose(SetId set, int slot) {
        memory.delete(Layout.slot(TestModel.MODEL, set, slot));
    }

    private String restoredNewest() throws IOException {
        Path out = Files.createTempDirectory(dir, "out");
        primary.restore(out);
        return Files.readString(out.resolve("weights.txt"));
    }

    private static Progress noting(List<String> notes) {
        return new Progress() {
            @Override
            public void begin(String what, long total) {}

            @Override
            public void advance(long amount) {}

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
    }
}
