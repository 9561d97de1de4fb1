package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that opens a repository is gone, and its mirror is there. */
class RecoveryTest {
    @TempDir
    Path dir;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel primary = TestModel.createOn(store);
    private final MemoryObjectStore there = new MemoryObjectStore();
    private final TestModel mirror = primary.mirrorOn(there);

    @BeforeEach
    void backUpAndReplicate() {
        Directories.model(dir.resolve("model"), 0);
        primary.backup(dir.resolve("model"));
        primary.replicateTo(mirror);
    }

    @Test
    void bothLostConfigsComeBackByteForByte() {
        byte[] before = TestVerify.bytes(store, Layout.REPOSITORY);
        loseConfigs(store);
        assertThatThrownBy(primary::engine)
                .isInstanceOf(Missing.class)
                .extracting("next")
                .asString()
                .contains("--repair-from");

        assertThat(recover(there))
                .singleElement()
                .satisfies(finding -> assertThat(finding.object()).isEqualTo(Layout.REPOSITORY));

        assertThat(TestVerify.bytes(store, Layout.REPOSITORY)).isEqualTo(before);
        isWholeAgain();
    }

    @Test
    void allLostKeyWrapsComeBackAsFarAsTheGivenKeyOpensThem() {
        loseWraps();
        assertThatThrownBy(primary::engine)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no key wrap is left")
                .extracting("next")
                .asString()
                .contains("--repair-from");

        assertThat(recover(there))
                .singleElement()
                .satisfies(finding -> assertThat(finding.object().value()).startsWith("keys/"));

        isWholeAgain();
    }

    @Test
    void allLostWrapsOfOneDataKeyComeBackAndTheMirrorsOwnKeysDoNot() {
        var shelf = new KeyShelf(store);
        var keys = List.of(primary.key());
        shelf.rotate(shelf.open(keys), keys, "second", Instant.now(), TestModel.RANDOM);
        WrapId second = shelf.list().getLast().id();
        primary.backup(dir.resolve("model"), true);
        primary.replicateTo(mirror);
        var theirs = new KeyShelf(there);
        theirs.rotate(theirs.open(keys), keys, "theirs", Instant.now(), TestModel.RANDOM);
        TestVerify.keys(store).stream()
                .filter(key -> key.name().equals(second.toString()))
                .forEach(store::delete);
        assertThat(TestVerify.verify(primary, 0).findings()).isNotEmpty();

        assertThat(recoverKeys()).extracting(Verify.Finding::object).containsExactly(Layout.wrap(second));

        assertThat(shelf.list()).hasSize(2);
        assertThat(recoverKeys()).isEmpty();
        isWholeAgain();
    }

    private List<Verify.Finding> recoverKeys() {
        return new Recovery(store).ofKeys(Repository.openWithoutKey(there), List.of(primary.key()));
    }

    @Test
    void configsAndWrapsThatAreAllLostComeBackTogether() {
        loseConfigs(store);
        loseWraps();

        assertThat(recover(there)).hasSize(2);

        isWholeAgain();
    }

    @Test
    void anotherRepositorysMirrorGivesNothing() {
        var stranger = TestModel.createOn(new MemoryObjectStore());
        var strangersMirror = new MemoryObjectStore();
        stranger.replicateTo(stranger.mirrorOn(strangersMirror));
        loseConfigs(store);
        assertThat(recover(strangersMirror)).isEmpty();

        assertThat(recover(there)).hasSize(1);
        loseWraps();
        assertThat(recover(strangersMirror)).isEmpty();
        assertThat(TestVerify.below(store, Layout.KEYS)).isEmpty();
    }

    @Test
    void whatIsWholeIsLeftAsItIs() {
        store.delete(Layout.REPOSITORY_COPY);

        assertThat(recover(there)).isEmpty();
        assertThat(store.find(Layout.REPOSITORY_COPY)).isEmpty();
    }

    private List<Verify.Finding> recover(MemoryObjectStore from) {
        return new Recovery(store).from(Repository.openWithoutKey(from), List.of(primary.key()));
    }

    private static void loseConfigs(MemoryObjectStore store) {
        store.delete(Layout.REPOSITORY);
        store.delete(Layout.REPOSITORY_COPY);
    }

    private void loseWraps() {
        TestVerify.below(store, Layout.KEYS).forEach(store::delete);
        TestVerify.below(store, Layout.MODELS).stream()
                .filter(key -> key.value().contains("/keys/"))
                .forEach(store::delete);
    }

    private void isWholeAgain() {
        assertThat(TestVerify.repair(primary, 100, Repository.openWithoutKey(there))
                        .findings())
                .isEmpty();
        assertThat(TestVerify.verify(primary, 0).repaired()).isEmpty();
        assertThat(primary.restore(dir.resolve("out")).version().toString())
                .isEqualTo(TestModel.digest(dir.resolve("model")));
    }
}
