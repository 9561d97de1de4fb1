package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby whose disk is really full: a tmpfs of 6 MiB, which root can mount; a version has 2. */
@Tag("real")
class FullStandbyTest {
    @TempDir
    Path dir;

    private TwoRegions regions;
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        regions = new TwoRegions(dir);
        disk = Files.createDirectories(regions.root);
        run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString());
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
    void aFullDiskIsToldWhatIsServedStaysAndTheNextPassGoesOnWhenThereIsRoom() throws Exception {
        Sha256 first = regions.day(false);
        regions.point(first);
        regions.follow();
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[(int) (Files.getFileStore(disk).getUsableSpace() - 100_000)]);
        Sha256 second = regions.day(false);
        regions.point(second);

        assertThatThrownBy(regions::follow).isInstanceOf(BackupException.class).hasMessageContaining("free");

        assertThat(regions.served()).contains(first);
        assertThat(TwoRegions.digest(regions.current())).isEqualTo(first);
        Files.delete(ballast);
        assertThat(regions.follow().result()).isEqualTo(Follower.Result.ACTIVATED);
        assertThat(regions.served()).contains(second);
    }
}
