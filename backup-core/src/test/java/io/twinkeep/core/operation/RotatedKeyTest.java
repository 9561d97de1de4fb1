package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a rotation there are keys that open only the sets before it, and keys that open only those after it. */
class RotatedKeyTest {
    private static final SetId SECOND = new SetId(1, 2);

    @TempDir
    Path dir;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel old = TestModel.createOn(store);
    /** Opens both data keys. */
    private TestModel renewed;

    /** Opens the new one only. */
    private TestModel newcomer;

    private String first;

    @BeforeEach
    void rotate() {
        Directories.model(dir.resolve("model"), 0);
        first = old.backup(dir.resolve("model")).version().toString();
        var shelf = new KeyShelf(store);
        KeyRing keys = shelf.open(List.of(old.key()));
        var key = KeyFile.generate(old.key().repository(), TestModel.RANDOM);
        shelf.rotate(keys, List.of(key), "the new holder", Instant.now(), TestModel.RANDOM);
        renewed = old.with(old.key(), key);
        newcomer = old.with(key);
    }

    @Test
    void aNewSetIsNotSealedWithTheKeyBefore() {
        assertThatThrownBy(() -> old.backup(dir.resolve("model"), true))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("does not open the newest data key")
                .satisfies(this::namesTheHolder);
    }

    @Test
    void aFullThatIsRefusedForItsKeyCommitsNothingBefore() {
        int slots = old.engine().sets().read(TestModel.MODEL, SetId.FIRST).nextSlot();

        assertThatThrownBy(() -> old.backup(dir.resolve("model"), true)).isInstanceOf(Refused.class);

        assertThat(old.engine().sets().read(TestModel.MODEL, SetId.FIRST).nextSlot())
                .isEqualTo(slots);
    }

    @Test
    void aSetUnderAKeyThatIsNotGivenIsRefusedAndNotCalledDamaged() {
        Directories.model(dir.resolve("model"), 1);
        renewed.backup(dir.resolve("model"), true);

        List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> uses = List.of(
                () -> old.restore(dir.resolve("standby")),
                () -> old.backup(dir.resolve("model")),
                () -> TestVerify.verify(old, 0),
                () -> old.prune(1));
        for (var use : uses) {
            assertThatThrownBy(use)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("set 1-2")
                    .hasMessageContaining("which the given key does not open")
                    .satisfies(this::namesTheHolder);
        }
    }

    @Test
    void whatTheGivenKeyOpensIsListedAndRestored() {
        renewed.backup(dir.resolve("model"), true);

        var listed = new Versions(old.engine()).list(TestModel.MODEL);
        var ended = old.restore(dir.resolve("standby"), new VersionSelector.Digest(first));
        newcomer.restore(dir.resolve("standby"));

        assertThat(listed).extracting(Versions.Listed::set).containsOnly(SetId.FIRST);
        assertThat(ended.version().toString()).isEqualTo(first);
        assertThat(new Versions(newcomer.engine()).list(TestModel.MODEL))
                .extracting(Versions.Listed::set)
                .containsOnly(SECOND);
    }

    @Test
    void aKeyIdThatNoWrapNamesIsDamage() {
        byte[] slot = TestVerify.bytes(store, Layout.slot(TestModel.MODEL, SetId.FIRST, 0));
        slot[8] ^= 1;
        store.put(Layout.slot(TestModel.MODEL, SetId.FIRST, 0), ObjectBody.of(slot));

        var found = new Verify(old.engine())
                .run(new Verify.Order(Optional.empty(), 0, Optional.empty(), List.of(old.key())));

        assertThat(found.findings()).hasSize(1);
    }

    @Test
    void aLostOrDamagedWrapOfTheNewKeyIsMendedFromTheCopyInItsSet() {
        renewed.backup(dir.resolve("model"), true);
        ObjectKey wrap = Layout.wrap(wrapOfTheNewKey());
        byte[] whole = TestVerify.bytes(store, wrap);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;

        for (Runnable loss :
                List.<Runnable>of(() -> store.delete(wrap), () -> store.put(wrap, ObjectBody.of(flipped)))) {
            loss.run();

            assertThat(new Versions(renewed.engine()).list(TestModel.MODEL))
                    .extracting(Versions.Listed::set)
                    .contains(SetId.FIRST, SECOND);
            var verified = TestVerify.verify(renewed, 0);
            assertThat(verified.findings()).isEmpty();
            assertThat(verified.repaired()).extracting(Verify.Finding::object).containsExactly(wrap);
            assertThat(TestVerify.bytes(store, wrap)).isEqualTo(whole);
        }
    }

    @Test
    void aLostWrapOfOneOfTwoHoldersIsNamedAndWaitsForARepair() {
        renewed.backup(dir.resolve("model"), true);
        var shelf = new KeyShelf(store);
        ObjectKey wrap = Layout.wrap(wrapOfTheNewKey());
        var other = KeyFile.generate(old.key().repository(), TestModel.RANDOM);
        shelf.add(shelf.open(List.of(newcomer.key())), other, "the other", Instant.now(), TestModel.RANDOM);
        TestVerify.verify(renewed, 0);
        var mirror = TestVerify.mirror(renewed, store);
        store.delete(wrap);

        var found = TestVerify.verify(renewed, 0);
        var repaired = TestVerify.repair(renewed, 0, mirror);

        assertThat(found.findings()).extracting(Verify.Finding::object).containsExactly(wrap);
        assertThat(repaired.findings()).isEmpty();
        assertThat(repaired.repaired()).extracting(Verify.Finding::object).containsExactly(wrap);
    }

    @Test
    void aReplicationNamesALostWrapAndCopiesNoDamagedOne() {
        renewed.backup(dir.resolve("model"), true);
        var mirror = renewed.mirrorOn(new MemoryObjectStore());
        ObjectKey wrap = Layout.wrap(wrapOfTheNewKey());
        store.delete(wrap);

        assertThat(renewed.replicateTo(mirror).problems())
                .singleElement()
                .asString()
                .contains(wrap.name(), "is lost or damaged", "twinkeep verify");
        assertThat(mirror.store().find(wrap)).isEmpty();

        store.put(wrap, ObjectBody.of(new byte[] {1, 2, 3}));
        assertThat(renewed.replicateTo(mirror).problems()).anyMatch(problem -> problem.contains("was not copied"));
        assertThat(mirror.store().find(wrap)).isEmpty();

        TestVerify.verify(renewed, 0);
        assertThat(renewed.replicateTo(mirror).problems()).isEmpty();
        assertThat(TestVerify.bytes(mirror.store(), wrap)).isEqualTo(TestVerify.bytes(store, wrap));
    }

    @Test
    void aLostWrapBringsTheOldKeyBackForNoOutputAndNoRecord() {
        renewed.backup(dir.resolve("model"), true);
        var newest = renewed.engine().repository().keys().newest().id();
        var before = new DatedObjectsOf(renewed).put(DatedObjectsOf.DAY, "before.png", new byte[] {1});
        store.delete(Layout.wrap(wrapOfTheNewKey()));

        var after = new DatedObjectsOf(renewed).put(DatedObjectsOf.DAY, "after.png", new byte[] {2});
        var segment = new RecordLog(renewed.engine().repository(), TestModel.RANDOM)
                .append(List.of(DatedObjectsOf.event(1)))
                .getFirst();

        for (ObjectKey object : List.of(before.key(), after.key(), segment.object())) {
            var kind = object.equals(segment.object()) ? ObjectKind.RECORDS : ObjectKind.OUTPUT;
            assertThat(PlacedHeader.parse(TestVerify.bytes(store, object), kind, object, "it")
                            .keyId())
                    .isEqualTo(newest);
        }
        assertThat(new RecordLog(renewed.engine().repository(), TestModel.RANDOM)
                        .read(segment)
                        .entries())
                .hasSize(1);
        try (var objects = TestOutputs.store(renewed.engine().repository()).list(Days.ALL)) {
            assertThat(objects).hasSize(2);
        }
    }

    @Test
    void aLostWrapDoesNotBringTheOldKeyBackForAnotherModel() {
        renewed.backup(dir.resolve("model"), true);
        WrapId wrap = wrapOfTheNewKey();
        var newest = renewed.engine().repository().keys().newest().id();
        store.delete(Layout.wrap(wrap));
        var engine = renewed.engine();
        var another = new ModelName("another");

        try (var source = FileTrees.source(dir.resolve("model").toString(), VfsSettings.DEFAULT)) {
            new Backup(engine).run(source, new Backup.Order(another, false, new TreeMap<>(), PathFilter.ALL, false));
        }

        assertThat(engine.sets()
                        .read(another, SetId.FIRST)
                        .latest()
                        .orElseThrow()
                        .keyId())
                .isEqualTo(newest);
    }

    private WrapId wrapOfTheNewKey() {
        return new KeyShelf(store).list().getLast().id();
    }

    private void namesTheHolder(Throwable e) {
        assertThat(((BackupException) e).next()).contains("key file 'the new holder'");
    }
}
