package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.snapshot.Verified;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    private static final long SEED = 20_260_101;
    private static final SetId SECOND = new SetId(1, 2);

    @TempDir
    static Path dir;

    /** Two sets, deltas, a pin and a record: an object of every kind. */
    private static final MemoryObjectStore STORE = new MemoryObjectStore();

    private static TestModel repository;
    private static Repository mirror;

    @BeforeAll
    static void makeRepository() {
        repository = TestModel.createOn(STORE);
        for (int day = 0; day < 3; day++) {
            Directories.model(dir.resolve("model"), day);
            repository.backup(dir.resolve("model"));
        }
        var engine = repository.engine();
        var log = engine.sets().read(TestModel.MODEL, SetId.FIRST);
        engine.sets().pin(log, PromotionId.random(TestModel.RANDOM), RunId.random(TestModel.RANDOM));
        Directories.model(dir.resolve("model"), 3);
        repository.backup(dir.resolve("model"), true);
        assertThat(TestVerify.verify(repository, 100).findings()).isEmpty();
        mirror = TestVerify.mirror(repository, STORE);
    }

    @Test
    void aWholeRepositoryHasNoFindingsAndEverythingIsRead() {
        var store = TestVerify.copy(STORE);

        var outcome = TestVerify.verify(repository.on(store), 100);

        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.repaired()).isEmpty();
        assertThat(outcome.sets()).isEqualTo(2);
        assertThat(outcome.snapshots()).isEqualTo(5);
        assertThat(outcome.packsRead()).isEqualTo(outcome.packs()).isGreaterThan(2);
        assertThat(outcome.bytesRead()).isGreaterThan(packBytes(store));
    }

    private static long packBytes(ObjectStore store) {
        return TestVerify.keys(store).stream()
                .filter(key -> key.value().contains("/packs/"))
                .mapToLong(key -> store.find(key).orElseThrow().size())
                .sum();
    }

    @Test
    void aFlippedBitOfAnyObjectIsFoundNamedAndRepairedFromTheMirror() {
        var random = new Random(SEED);
        for (int round = 0; round < 3; round++) {
            for (ObjectKey key : TestVerify.keys(STORE)) {
                byte[] bytes = TestVerify.bytes(STORE, key);
                int bit = random.nextInt(8 * bytes.length);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                isFoundAndRepaired(key, bytes, "bit " + bit + " of " + key);
            }
        }
    }

    @Test
    void aTruncatedObjectOfAnyKindIsFoundNamedAndRepairedFromTheMirror() {
        var random = new Random(SEED + 1);
        for (ObjectKey key : TestVerify.keys(STORE)) {
            byte[] bytes = TestVerify.bytes(STORE, key);
            for (int length : new int[] {0, random.nextInt(bytes.length), bytes.length - 1}) {
                isFoundAndRepaired(key, Arrays.copyOf(bytes, length), key + " cut to " + length);
            }
        }
    }

    private static void isFoundAndRepaired(ObjectKey key, byte[] damaged, String what) {
        var store = TestVerify.copy(STORE);
        store.put(key, ObjectBody.of(damaged));
        var ours = repository.on(store);

        var found = TestVerify.verify(ours, 100);
        var repaired = TestVerify.repair(ours, 100, mirror);
        var after = TestVerify.verify(ours, 100);

        if (mendsItself(key)) {
            assertThat(keys(found.repaired())).as(what).containsExactly(key);
        } else {
            assertThat(keys(found.findings())).as(what).containsExactly(key);
            assertThat(found.findings().getFirst().hits()).isNotBlank();
            assertThat(keys(repaired.repaired())).as(what).containsExactly(key);
        }
        assertThat(repaired.findings()).as(what).isEmpty();
        assertThat(after.findings()).as(what).isEmpty();
        boolean ownOfOurs = key.value().contains("/verified/") || isPin(key);
        assertThat(ownOfOurs || Arrays.equals(TestVerify.bytes(store, key), TestVerify.bytes(STORE, key)))
                .as(what)
                .isTrue();
        othersAreUntouched(store, key);
    }

    private static void othersAreUntouched(ObjectStore store, ObjectKey damaged) {
        for (ObjectKey key : TestVerify.keys(STORE)) {
            if (!key.equals(damaged)) {
                assertThat(TestVerify.bytes(store, key)).as("%s", key).isEqualTo(TestVerify.bytes(STORE, key));
            }
        }
    }

    /** What has a copy in the repository itself needs no mirror. */
    private static boolean mendsItself(ObjectKey key) {
        return key.equals(Layout.REPOSITORY)
                || key.equals(Layout.REPOSITORY_COPY)
                || key.value().matches("(.*/)?keys/[0-9a-f]{32}");
    }

    private static boolean isPin(ObjectKey key) {
        return key.equals(Layout.slot(TestModel.MODEL, SetId.FIRST, 3));
    }

    private static List<ObjectKey> keys(List<Verify.Finding> findings) {
        return findings.stream().map(Verify.Finding::object).toList();
    }

    @Test
    void aLostObjectIsFoundAndRepaired() {
        for (ObjectKey key : TestVerify.keys(STORE)) {
            if (key.equals(Layout.REPOSITORY_COPY) || key.value().contains("/verified/")) {
                continue;
            }
            var store = TestVerify.copy(STORE);
            store.delete(key);

            var repaired = TestVerify.repair(repository.on(store), 0, mirror);

            assertThat(keys(repaired.repaired())).as("%s", key).containsExactly(key);
            assertThat(repaired.findings()).isEmpty();
            assertThat(isPin(key) || Arrays.equals(TestVerify.bytes(store, key), TestVerify.bytes(STORE, key)))
                    .isTrue();
        }
    }

    @Test
    void aDamagedMirrorIsRepairedFromTheRepositoryThatItComesFrom() {
        for (ObjectKey key : TestVerify.keys(mirror.store())) {
            if (key.equals(Layout.REPOSITORY) || key.equals(Layout.REPOSITORY_COPY)) {
                continue;
            }
            var store = TestVerify.copy(mirror.store());
            byte[] bytes = TestVerify.bytes(store, key);
            bytes[bytes.length / 2] ^= 4;
            store.put(key, ObjectBody.of(bytes));

            var repaired = TestVerify.repair(repository.on(store), 100, Repository.openWithoutKey(STORE));

            assertThat(keys(repaired.repaired())).as("%s", key).containsExactly(key);
            assertThat(repaired.findings()).as("%s", key).isEmpty();
            assertThat(TestVerify.bytes(store, key)).isEqualTo(TestVerify.bytes(mirror.store(), key));
        }
    }

    @Test
    void aLostConfigOrWrapIsFoundAndMendedWithoutAMirror() {
        for (ObjectKey key : TestVerify.keys(STORE)) {
            if (mendsItself(key) && !key.equals(Layout.REPOSITORY_COPY)) {
                var store = TestVerify.copy(STORE);
                store.delete(key);

                var found = TestVerify.verify(repository.on(store), 0);

                assertThat(found.findings()).as("%s", key).isEmpty();
                assertThat(keys(found.repaired())).containsExactly(key);
                assertThat(found.repaired().getFirst().what()).contains("missing");
                assertThat(TestVerify.bytes(store, key)).isEqualTo(TestVerify.bytes(STORE, key));
            }
        }
    }

    @Test
    void twoWholeConfigsThatDifferAreLeftForAPersonToLookAt() {
        var store = TestVerify.copy(STORE);
        byte[] other = TestVerify.bytes(mirror.store(), Layout.REPOSITORY);
        store.put(Layout.REPOSITORY_COPY, ObjectBody.of(other));

        var found = TestVerify.verify(repository.on(store), 0);

        assertThat(keys(found.findings())).containsExactly(Layout.REPOSITORY_COPY);
        assertThat(found.findings().getFirst().what()).contains("both whole and differ");
        assertThat(TestVerify.bytes(store, Layout.REPOSITORY_COPY)).isEqualTo(other);
    }

    @Test
    void aSecondHoldersWrapThatOnlySetsStillHaveIsFoundAndCanBeRemovedForGood() {
        var store = TestVerify.copy(STORE);
        var ours = repository.on(store);
        var shelf = new KeyShelf(store);
        var keyring = ours.engine().repository().keys();
        shelf.add(keyring, new Passphrase("correct horse"), "second", Instant.now(), TestModel.RANDOM);
        var second = shelf.list().stream()
                .filter(wrap -> wrap.label().equals("second"))
                .findFirst()
                .orElseThrow();
        assertThat(TestVerify.verify(ours, 0).repaired()).isEmpty();
        store.delete(Layout.wrap(second.id()));

        var found = TestVerify.verify(ours, 0);
        shelf.remove(second.id());

        assertThat(keys(found.findings())).containsExactly(Layout.wrap(second.id()));
        assertThat(found.findings().getFirst().what()).contains("key remove " + second.id());
        assertThat(TestVerify.verify(ours, 0).findings()).isEmpty();
        assertThat(TestVerify.keys(store))
                .noneMatch(key -> key.name().equals(second.id().toString()));
    }

    @Test
    void aForgedCopyOfAWrapIsToldFromTheOneThatOpensAndWaitsForARepair() {
        var store = TestVerify.copy(STORE);
        ObjectKey copy = TestVerify.keys(store).stream()
                .filter(key -> key.value().matches("models/.*/keys/[0-9a-f]{32}"))
                .findFirst()
                .orElseThrow();
        byte[] forged = TestVerify.bytes(store, copy);
        forged[forged.length - 10] ^= 1;
        var checksum = new CRC32C();
        checksum.update(forged, 0, forged.length - 4);
        ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) checksum.getValue());
        store.put(copy, ObjectBody.of(forged));

        var found = TestVerify.verify(repository.on(store), 0);
        var repaired = TestVerify.repair(repository.on(store), 0, mirror);

        assertThat(keys(found.findings())).containsExactly(copy);
        assertThat(found.findings().getFirst().what()).contains("somebody changed it");
        assertThat(keys(repaired.repaired())).containsExactly(copy);
        assertThat(TestVerify.bytes(store, copy)).isEqualTo(TestVerify.bytes(STORE, copy));
    }

    @Test
    void aLostNewestSlotIsFoundByTheRecordOfItsVerification() {
        var store = TestVerify.copy(STORE);
        ObjectKey only = Layout.slot(TestModel.MODEL, SECOND, 0);
        ObjectKey newest = Layout.slot(TestModel.MODEL, SetId.FIRST, 4);
        store.delete(only);
        store.delete(newest);

        var found = TestVerify.verify(repository.on(store), 0);

        assertThat(keys(found.findings())).containsExactly(newest, only);
        assertThat(found.findings().getFirst().what()).contains("was there when it was verified");
        assertThat(found.unnamedPacks()).isPositive();
    }

    @Test
    void aPartialVerificationIsEnoughToMissALostPin() {
        var store = TestVerify.copy(STORE);
        var ours = repository.on(store);
        var sets = ours.engine().sets();
        sets.pin(
                sets.read(TestModel.MODEL, SetId.FIRST),
                PromotionId.random(TestModel.RANDOM),
                RunId.random(TestModel.RANDOM));
        TestVerify.verify(ours, 1);
        ObjectKey pin = Layout.slot(TestModel.MODEL, SetId.FIRST, 5);
        store.delete(pin);

        var found = TestVerify.verify(ours, 0);

        assertThat(keys(found.findings())).containsExactly(pin);
        assertThat(found.findings().getFirst().toString())
                .contains("was there when it was verified", "a pin, which must be set again");
    }

    @Test
    void aNewestSnapshotThatOnlyTheMirrorHasIsToldAsThatAndPutBack() {
        var store = TestVerify.copy(STORE);
        TestVerify.keys(store).stream()
                .filter(key -> key.value().contains("/verified/"))
                .forEach(store::delete);
        ObjectKey newest = Layout.slot(TestModel.MODEL, SECOND, 0);
        store.delete(newest);

        var mended = TestVerify.repair(repository.on(store), 0, mirror);

        assertThat(mended.findings()).isEmpty();
        assertThat(mended.repaired())
                .singleElement()
                .satisfies(finding -> assertThat(finding.object()).isEqualTo(newest))
                .satisfies(finding -> assertThat(finding.what()).contains("the mirror has what was committed"));
    }

    @Test
    void packsThatNoSnapshotNamesAreCountedAndNoDamage() {
        var store = TestVerify.copy(STORE);
        store.delete(Layout.slot(TestModel.MODEL, SECOND, 0));
        TestVerify.keys(store).stream()
                .filter(key -> key.value().contains("/verified/"))
                .forEach(store::delete);
        int packs =
                TestVerify.below(store, Layout.packs(TestModel.MODEL, SECOND)).size();

        var found = TestVerify.verify(repository.on(store), 0);

        assertThat(found.findings()).isEmpty();
        assertThat(found.unnamedPacks()).isEqualTo(packs).isPositive();
    }

    @Test
    void manyDamagedObjectsAreAllNamedAndOnlyTheMirrorsOwnDamageStays() {
        var store = TestVerify.copy(STORE);
        var bad = Repository.openWithoutKey(TestVerify.copy(mirror.store()));
        List<ObjectKey> packs = TestVerify.keys(STORE).stream()
                .filter(key -> key.value().contains("/packs/"))
                .toList();
        packs.forEach(key -> flip(store, key));
        flip(bad.store(), packs.getFirst());

        var found = TestVerify.verify(repository.on(store), 100);
        var repaired = TestVerify.repair(repository.on(store), 100, bad);

        assertThat(keys(found.findings())).containsExactlyInAnyOrderElementsOf(packs);
        assertThat(keys(repaired.findings())).containsExactly(packs.getFirst());
        assertThat(keys(repaired.repaired())).containsExactlyInAnyOrderElementsOf(packs.subList(1, packs.size()));
    }

    private static void flip(ObjectStore store, ObjectKey key) {
        byte[] bytes = TestVerify.bytes(store, key);
        bytes[bytes.length / 2] ^= 1;
        store.put(key, ObjectBody.of(bytes));
    }

    @Test
    void aFindingNamesTheFilesAndVersionsThatItHits() {
        var store = TestVerify.copy(STORE);
        TestVerify.keys(STORE).stream()
                .filter(key -> key.value().contains("/packs/"))
                .forEach(store::delete);

        String findings = TestVerify.verify(repository.on(store), 0).findings().stream()
                .map(Verify.Finding::toString)
                .collect(Collectors.joining("\n"));

        assertThat(findings).contains("it is missing").contains("version(s) ");
    }

    @Test
    void tenPercentADayComesToACompleteVerification() {
        var store = TestVerify.copy(STORE);
        TestVerify.keys(store).stream()
                .filter(key -> key.value().contains("/verified/"))
                .forEach(store::delete);
        var ours = repository.on(store);
        var records = new VerifiedRecords(ours.engine().repository(), TestModel.RANDOM);
        int packs =
                TestVerify.below(store, Layout.packs(TestModel.MODEL, SECOND)).size();

        for (int day = 0; day < packs; day++) {
            assertThat(records.last(TestModel.MODEL, SECOND)).isEmpty();
            TestVerify.verify(ours, 1);
        }

        assertThat(records.last(TestModel.MODEL, SECOND).map(Verified::throughSlot))
                .contains(0);
    }

    @Test
    void aSetWithAFindingIsNotRecordedAsVerified() {
        var store = TestVerify.copy(STORE);
        TestVerify.keys(store).stream()
                .filter(key -> key.value().contains("/verified/"))
                .forEach(store::delete);
        var ours = repository.on(store);
        flip(
                store,
                TestVerify.below(store, Layout.packs(TestModel.MODEL, SECOND)).getFirst());

        TestVerify.verify(ours, 100);

        var records = new VerifiedRecords(ours.engine().repository(), TestModel.RANDOM);
        assertThat(records.last(TestModel.MODEL, SECOND)).isEmpty();
        assertThat(records.last(TestModel.MODEL, SetId.FIRST)).isPresent();
    }
}
