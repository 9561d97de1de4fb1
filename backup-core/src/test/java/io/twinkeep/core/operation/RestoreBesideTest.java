package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.snapshot.VersionDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version restored beside another one, as a follower does. */
class RestoreBesideTest {
    @TempDir
    Path dir;

    private final TestModel repository = TestModel.createOn(new MemoryObjectStore());
    private Path model;
    private Path held;
    private Map<FilePath, Sha256> heldFiles;

    @BeforeEach
    void holdTheFirstDay() {
        model = dir.resolve("model");
        held = dir.resolve("held");
        day(0);
        repository.backup(model);
        repository.restore(held);
        try (SourceTree tree = FileTrees.source(held.toString(), VfsSettings.DEFAULT)) {
            heldFiles = LocalState.read(tree, 2, Progress.NONE).digests();
        }
    }

    private void day(int day) {
        Directories.model(model, day);
    }

    @Test
    void whatTheOtherDirectoryHoldsIsNotFetched() {
        day(1);
        VersionDigest version = repository.backup(model).version();

        var without = restore("without", version, List.of());
        var beside = restoreBeside("beside", version);

        assertThat(beside.bytesDownloaded()).isLessThan(without.bytesDownloaded() / 4);
        assertThat(TestModel.digest(dir.resolve("beside"))).isEqualTo(version.toString());
    }

    @Test
    void aDirectoryThatDoesNotHoldWhatIsSaidCostsOnlyItsDownload() throws IOException {
        day(1);
        VersionDigest version = repository.backup(model).version();
        byte[] bytes = Files.readAllBytes(held.resolve("unet/weights.safetensors"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(held.resolve("unet/weights.safetensors"), bytes);
        Files.delete(held.resolve("vae/noise.bin"));

        var beside = restoreBeside("beside", version);

        assertThat(TestModel.digest(dir.resolve("beside"))).isEqualTo(version.toString());
        assertThat(beside.bytesDownloaded())
                .as("what was fetched instead is counted")
                .isGreaterThan(300_000);
    }

    @Test
    void aVersionThatEndsOneSetAndBeginsTheNextIsTakenAsADelta() {
        day(1);
        VersionDigest version = repository.backup(model, true).version();

        var beside = restoreBeside("beside", version);

        assertThat(beside.snapshot().set().number()).isEqualTo(1);
        assertThat(beside.bytesDownloaded())
                .isLessThan(restore("whole", version, List.of()).bytesDownloaded() / 2);
        assertThat(TestModel.digest(dir.resolve("beside"))).isEqualTo(version.toString());
    }

    @Test
    void filesThatAreNotTrustedAreWrittenAnewAndOthersLeftAlone() throws IOException {
        Files.writeString(held.resolve("mine.txt"), "mine");
        long before = Files.getLastModifiedTime(held.resolve("unet/weights.safetensors"))
                .toMillis();
        FilePath noise = FilePath.of("vae/noise.bin");
        try (TargetTree target = FileTrees.target(held.toString(), VfsSettings.DEFAULT)) {
            var order = new Restore.Order(
                    TestModel.MODEL,
                    new VersionSelector.Latest(),
                    PathFilter.only(List.of(noise)),
                    false,
                    false,
                    Restore.Trust.NOTHING,
                    List.of());

            var outcome = new Restore(repository.engine()).run(target, order);

            assertThat(outcome.bytesWritten()).isEqualTo(300_000);
            assertThat(outcome.files()).isEqualTo(1);
        }
        assertThat(held.resolve("mine.txt")).hasContent("mine");
        assertThat(Files.getLastModifiedTime(held.resolve("unet/weights.safetensors"))
                        .toMillis())
                .isEqualTo(before);
    }

    @Test
    void replicationCanStopAtTheSnapshotThatIsWanted() {
        day(1);
        repository.backup(model, true);
        day(2);
        repository.backup(model);
        TestModel mirror = repository.mirrorOn(new MemoryObjectStore());
        var wanted = new Versions(repository.engine()).list(TestModel.MODEL).get(1);

        var replicate = new Replicate(
                repository.engine().repository(),
                io.twinkeep.core.repository.Repository.openWithoutKey(mirror.store()),
                TestModel.RANDOM,
                Limits.ofThreads(2),
                Progress.NONE);
        var outcome = replicate.runUntil(TestModel.MODEL, wanted.header().run());
        var rest = replicate.run(List.of());

        assertThat(outcome.snapshots()).isEqualTo(2);
        assertThat(rest.snapshots()).isEqualTo(2);
        assertThat(rest.problems()).isEmpty();
    }

    private Restore.Outcome restoreBeside(String name, VersionDigest version) {
        try (SourceTree tree = FileTrees.source(held.toString(), VfsSettings.DEFAULT)) {
            return restore(name, version, List.of(new Restore.Nearby(tree, heldFiles)));
        }
    }

    private Restore.Outcome restore(String name, VersionDigest version, List<Restore.Nearby> nearby) {
        try (TargetTree target = FileTrees.target(dir.resolve(name).toString(), VfsSettings.DEFAULT)) {
            var order = new Restore.Order(
                    TestModel.MODEL,
                    new VersionSelector.Digest(version.toString()),
                    PathFilter.ALL,
                    true,
                    false,
                    Restore.Trust.WHAT_READS_RIGHT,
                    nearby);
            return new Restore(repository.engine()).run(target, order);
        }
    }
}
