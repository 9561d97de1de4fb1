package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicateAndPruneTest {
    @TempDir
    Path dir;

    private final MemoryObjectStore here = new MemoryObjectStore();
    private final TestModel primary = TestModel.createOn(here);
    private final TestModel mirror = primary.mirrorOn(new MemoryObjectStore());
    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectories(dir.resolve("model"));
        change(1);
    }

    @Test
    void aMirrorRestoresEveryVersionWhenTheOriginIsLost() throws IOException {
        var first = primary.backup(model);
        String firstDigest = TestModel.digest(model);
        change(2);
        primary.backup(model);

        var carried = primary.replicateTo(mirror);
        mirror.restore(dir.resolve("newest"));
        mirror.restore(
                dir.resolve("first"), new VersionSelector.Digest(first.version().toString()));

        assertThat(carried.snapshots()).isEqualTo(2);
        assertThat(carried.problems()).isEmpty();
        assertThat(TestModel.digest(dir.resolve("newest"))).isEqualTo(TestModel.digest(model));
        assertThat(TestModel.digest(dir.resolve("first"))).isEqualTo(firstDigest);
    }

    @Test
    void replicatingAgainCarriesOnlyWhatIsNew() throws IOException {
        primary.backup(model);
        primary.replicateTo(mirror);
        change(2);
        primary.backup(model);

        var carried = primary.replicateTo(mirror);

        assertThat(carried.snapshots()).isEqualTo(1);
        assertThat(primary.replicateTo(mirror).packs()).isZero();
    }

    @Test
    void aMirrorTakesNoBackupsOfItsOwn() {
        primary.backup(model);
        primary.replicateTo(mirror);

        assertThatThrownBy(() -> mirror.backup(model))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("mirror");
    }

    @Test
    void nothingIsWrittenWhereAModelComesFromElsewhere() throws IOException {
        var other = TestModel.createOn(new MemoryObjectStore());
        var othersMirror = other.mirrorOn(new MemoryObjectStore());
        other.backup(model);
        other.replicateTo(othersMirror);
        primary.backup(model);
        change(2);
        primary.backup(model);
        primary.backup(model, true);

        for (TestModel foreign : List.of(other, othersMirror)) {
            Map<ObjectKey, Sha256> before = content(foreign);
            assertThatThrownBy(() -> primary.replicateTo(foreign))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("z-image-turbo")
                    .hasMessageContaining(foreign == other ? "backups of its own" : "of repository " + other.id());
            assertThat(content(foreign)).isEqualTo(before);
        }
    }

    private static Map<ObjectKey, Sha256> content(TestModel repository) {
        var content = new TreeMap<ObjectKey, Sha256>();
        Stream.concat(
                        TestVerify.keys(repository.store()).stream(),
                        TestVerify.below(repository.store(), Layout.ORIGINS).stream())
                .forEach(key -> content.put(key, Sha256.of(TestVerify.bytes(repository.store(), key))));
        return content;
    }

    @Test
    void aMirrorMayBeMirroredAndMayHoldModelsOfSeveralRepositories() {
        var third = primary.mirrorOn(new MemoryObjectStore());
        primary.backup(model);
        primary.replicateTo(mirror);
        mirror.replicateTo(third);
        primary.backup(model, true);

        assertThat(primary.replicateTo(third).problems()).isEmpty();
        assertThat(primary.replicateTo(mirror).problems()).isEmpty();
        assertThat(mirror.replicateTo(third).problems()).isEmpty();
        assertThat(new Versions(third.engine()).list(TestModel.MODEL)).hasSize(3);
    }

    @Test
    void whatIsNoMirrorMendsNothing() {
        var other = TestModel.createOn(new MemoryObjectStore());
        var othersMirror = other.mirrorOn(new MemoryObjectStore());
        other.backup(model);
        other.replicateTo(othersMirror);
        primary.backup(model);
        primary.replicateTo(mirror);

        for (TestModel stranger : List.of(other, othersMirror)) {
            assertThatThrownBy(() -> TestVerify.repair(primary, 0, Repository.openWithoutKey(stranger.store())))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("is no mirror of");
        }
        assertThat(TestVerify.repair(primary, 0, Repository.openWithoutKey(mirror.store()))
                        .findings())
                .isEmpty();
        assertThat(TestVerify.repair(mirror, 0, Repository.openWithoutKey(here)).findings())
                .isEmpty();
    }

    @Test
    void aReplicationTellsWhichKeyWrapsOnlyTheMirrorHas() {
        primary.backup(model);
        assertThat(primary.replicateTo(mirror).extraWraps()).isEmpty();
        var shelf = new io.twinkeep.core.repository.KeyShelf(here);
        var second = io.twinkeep.core.crypto.KeyFile.generate(primary.key().repository(), TestModel.RANDOM);
        shelf.add(primary.engine().repository().keys(), second, "second", java.time.Instant.now(), TestModel.RANDOM);
        primary.replicateTo(mirror);
        var wrap = shelf.list().stream()
                .filter(w -> w.label().equals("second"))
                .findFirst()
                .orElseThrow()
                .id();
        shelf.remove(wrap);

        assertThat(primary.replicateTo(mirror).extraWraps()).containsExactly(wrap.toString());
    }

    @Test
    void aPruneKeepsASetUntilItsSuccessorWasRead() throws IOException {
        primary.backup(model);
        change(2);
        primary.backup(model, true);

        var kept = primary.prune(1);
        primary.verify();
        var gone = primary.prune(1);

        assertThat(kept.setsClosed()).isZero();
        assertThat(gone.setsClosed()).isEqualTo(1);
        assertThat(new Versions(primary.engine()).list(TestModel.MODEL)).hasSize(1);
        primary.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    @Test
    void aPinnedSetOutlivesThePrune() throws IOException {
        var first = primary.backup(model);
        change(2);
        primary.backup(model, true);
        primary.verify();
        var version = new VersionSelector.Digest(first.version().toString());
        var promotion = Pins.byHand(first.version());
        // Both sets hold the first version's successor only in the second, so the first is pinned by its digest.
        new Pins(primary.engine()).pin(TestModel.MODEL, version, promotion);

        assertThat(primary.prune(1).setsClosed()).isZero();

        new Pins(primary.engine()).release(TestModel.MODEL, promotion);
        assertThat(primary.prune(1).setsClosed()).isEqualTo(1);
    }

    @Test
    void aWriterThatSleptThroughAPruneLosesItsCommitAndNothingElse() throws IOException {
        primary.backup(model);
        var engine = primary.engine();
        var log = engine.sets().read(TestModel.MODEL, io.twinkeep.core.ids.SetId.FIRST);
        change(2);
        primary.backup(model, true);
        primary.verify();
        assertThat(primary.prune(1).setsClosed()).isEqualTo(1);

        var body = engine.sets().body(log.snapshots().getFirst());
        var draft = new io.twinkeep.core.snapshot.SetStore.Draft(
                io.twinkeep.core.ids.RunId.random(TestModel.RANDOM),
                engine.sets().setKey(log),
                engine.repository().store().now(),
                log.snapshots().getFirst().packs(),
                body);
        assertThatThrownBy(() -> engine.sets().commit(log, draft)).isInstanceOf(Conflict.class);
        primary.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    @Test
    void aYoungSetIsKept() throws IOException {
        primary.backup(model);
        change(2);
        primary.backup(model, true);
        primary.verify();

        var plan = new Prune(primary.engine(), java.util.Optional.empty())
                .plan(TestModel.MODEL, new KeepRules(1, Duration.ofDays(1)));

        assertThat(plan.items().getFirst().reason()).contains("younger");
    }

    private void change(int seed) throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(seed).nextBytes(bytes);
        Files.write(model.resolve("weights.bin"), bytes);
        Files.writeString(model.resolve("config.json"), "{\"seed\": " + seed + "}");
    }
}
