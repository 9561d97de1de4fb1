package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.Verb;
import io.twinkeep.core.repository.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first backup of a model was killed, and nobody ran it again. */
class AbandonedBackupTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path dir;

    private Instant now = START;
    private final MemoryObjectStore memory = new MemoryObjectStore(() -> now);
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final TestModel primary = TestModel.createOn(store);
    private Path model;

    @BeforeEach
    void abandonABackup() throws IOException {
        model = Files.createDirectories(dir.resolve("model"));
        Files.writeString(model.resolve("weights.txt"), "A");
        store.failNext(Verb.PUT_IF_ABSENT, new Unavailable("killed"));
        assertThatThrownBy(() -> primary.backup(model)).isInstanceOf(Unavailable.class);
        assertThat(packs()).isNotEmpty();
    }

    @Test
    void itsPacksAreKeptForADayAndThenFreed() {
        now = START.plus(Duration.ofHours(23));
        assertThat(plan().items())
                .singleElement()
                .satisfies(item -> assertThat(item.action()).isEqualTo(PrunePlan.Action.KEEP))
                .satisfies(item -> assertThat(item.reason()).contains("perhaps running yet"));
        assertThat(primary.prune(1).setsClosed()).isZero();

        now = START.plus(Duration.ofHours(25));
        var pruned = primary.prune(1);

        assertThat(pruned.setsClosed()).isEqualTo(1);
        assertThat(packs()).isEmpty();
        assertThat(primary.prune(1).setsClosed()).isZero();
    }

    @Test
    void aBackupThatRunsAfterAllLosesItsCommitAndTheNextOneStartsASetOfItsOwn() throws Exception {
        now = START.plus(Duration.ofHours(25));
        int create = store.calls(Verb.PUT_IF_ABSENT) + 1;
        var late = store.pauseAt(Verb.PUT_IF_ABSENT, create);
        var backup = CompletableFuture.supplyAsync(() -> primary.backup(model));
        late.awaitReached();
        // Nothing new was stored: the packs that it would commit are the abandoned ones.
        assertThat(primary.on(memory).prune(1).setsClosed()).isEqualTo(1);
        late.resume();

        assertThatThrownBy(backup::get).hasCauseInstanceOf(Conflict.class);
        assertThat(primary.backup(model).set()).isEqualTo(new SetId(1, 2));
        assertThat(primary.restore(dir.resolve("out")).files()).isEqualTo(1);
    }

    @Test
    void aFirstSetThatMayHaveLostItsSnapshotIsLeftToTheMirror() {
        primary.backup(model);
        memory.delete(Layout.slot(TestModel.MODEL, SetId.FIRST, 0));
        now = START.plus(Duration.ofDays(30));

        assertThat(plan().items())
                .singleElement()
                .satisfies(item -> assertThat(item.reason()).contains("may be lost", "--repair-from"));
        assertThat(primary.prune(1).objectsDeleted()).isZero();
    }

    @Test
    void aReplicationThatIsUnderWayIsNoAbandonedBackup() {
        primary.backup(model);
        var there = new MemoryObjectStore(() -> now);
        var mirror = primary.mirrorOn(there);
        primary.replicateTo(mirror);
        TestVerify.below(there, Layout.set(TestModel.MODEL, SetId.FIRST)).stream()
                .filter(key -> !key.value().contains("/packs/"))
                .forEach(there::delete);
        now = START.plus(Duration.ofDays(30));

        var plan = new Prune(mirror.engine(), Optional.empty()).plan(TestModel.MODEL, new KeepRules(1, Duration.ZERO));

        assertThat(plan.items())
                .singleElement()
                .satisfies(item -> assertThat(item.reason()).contains("perhaps a replication"));
    }

    private PrunePlan plan() {
        return new Prune(primary.engine(), Optional.empty()).plan(TestModel.MODEL, new KeepRules(1, Duration.ZERO));
    }

    private List<ObjectKey> packs() {
        return TestVerify.below(memory, Layout.packs(TestModel.MODEL, SetId.FIRST));
    }
}
