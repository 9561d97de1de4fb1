package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are really full: a tmpfs of 24 MiB, which root can mount. */
@Tag("real")
class FullDiskTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path dir;

    private Path disk;
    private Path model;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(dir.resolve("disk"));
        model = dir.resolve("model");
        run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @Test
    void aRepositoryOnAFullDiskKeepsWhatWasCommittedAndGoesOnWhenThereIsRoom() throws Exception {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[8 * MIB]);
        var repository = TestModel.createOn(new DirectoryObjectStore(Files.createDirectories(disk.resolve("repo"))));
        Directories.write(model, "a.bin", Directories.noise(1, 4 * MIB));
        repository.backup(model);
        String before = TestModel.digest(model);
        Directories.write(model, "b.bin", Directories.noise(2, 14 * MIB));

        assertThatThrownBy(() -> repository.backup(model)).satisfies(FullDiskTest::saysOnceThatTheDiskIsFull);

        repository.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(before);
        Files.delete(ballast);
        repository.backup(model);
        repository.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
        assertThat(TestVerify.verify(repository, 100).findings()).isEmpty();
    }

    @Test
    void aRestoreThatNeedsMoreThanThereIsSaysSoBeforeItWrites() {
        var repository = TestModel.createOn(new MemoryObjectStore());
        Directories.write(model, "a.bin", Directories.noise(1, 30 * MIB));
        repository.backup(model);

        assertThatThrownBy(() -> repository.restore(disk.resolve("standby")))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("the restore needs");

        assertThat(disk.resolve("standby/a.bin")).doesNotExist();
    }

    @Test
    void aDiskThatFillsUpDuringARestoreEndsItAndTheNextRunGoesOn() throws Exception {
        var store = new MemoryObjectStore();
        var repository = TestModel.createOn(store);
        for (int i = 0; i < 5; i++) {
            Directories.write(model, i + ".bin", Directories.noise(i, 3 * MIB));
        }
        repository.backup(model);
        Path ballast = disk.resolve("ballast");
        var filling = new ForwardingObjectStore(store) {
            @Override
            public byte[] get(io.twinkeep.core.ids.ObjectKey key, io.twinkeep.core.objectstore.ByteRange range) {
                fill(ballast, range.length());
                return super.get(key, range);
            }
        };

        assertThatThrownBy(() -> repository.on(filling).restore(disk.resolve("standby")))
                .satisfies(FullDiskTest::saysOnceThatTheDiskIsFull);

        for (int i = 0; i < 5; i++) {
            Path file = disk.resolve("standby").resolve(i + ".bin");
            assertThat(Files.exists(file) && Files.mismatch(file, model.resolve(i + ".bin")) >= 0)
                    .isFalse();
        }
        Files.delete(ballast);
        repository.restore(disk.resolve("standby"));
        assertThat(TestModel.digest(disk.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    /** Somebody else takes the room once the restore fetches weights. */
    private static void fill(Path ballast, int length) {
        try {
            if (length > MIB / 2 && Files.notExists(ballast)) {
                Files.write(ballast, new byte[16 * MIB]);
            }
        } catch (IOException e) {
            // It is as full as it gets.
        }
    }

    @Test
    void aMirrorOnAFullDiskKeepsWhatCameWholeAndTakesTheRestWhenThereIsRoom() throws Exception {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[8 * MIB]);
        var repository = TestModel.createOn(new MemoryObjectStore());
        Directories.write(model, "a.bin", Directories.noise(1, 4 * MIB));
        repository.backup(model);
        String before = TestModel.digest(model);
        Directories.write(model, "b.bin", Directories.noise(2, 14 * MIB));
        repository.backup(model);
        Path there = Files.createDirectories(disk.resolve("mirror"));
        var mirror = repository.mirrorOn(new DirectoryObjectStore(there));

        assertThatThrownBy(() -> repository.replicateTo(mirror)).satisfies(FullDiskTest::saysOnceThatTheDiskIsFull);

        mirror.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(before);
        assertThat(TestVerify.verify(mirror, 100).findings()).isEmpty();
        Files.delete(ballast);
        assertThat(repository.replicateTo(mirror).problems()).isEmpty();
        mirror.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
        assertThat(TestVerify.verify(mirror, 100).findings()).isEmpty();
    }

    private static void saysOnceThatTheDiskIsFull(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.getMessage())
                    .containsAnyOf("full", "No space left")
                    .contains("/disk");
            assertThat(failed.next()).contains("again");
            assertThat(failed.exitCode()).isEqualTo(1);
        });
    }

    @Test
    void aRepositoryWhoseDiskIsNotMountedIsMissing() {
        assertThatThrownBy(() -> TestModel.createOn(new DirectoryObjectStore(disk.resolve("not-there"))))
                .isInstanceOf(Missing.class);
    }
}
