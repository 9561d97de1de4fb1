package io.twinkeep.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool on a file system that is really full. */
@Tag("real")
class SpoolFullDiskTest {
    @TempDir
    Path root;

    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(root.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", disk.toString());
    }

    @Test
    void aFullDiskRefusesAndRoomOnItLetsTheSpoolGoOn() throws IOException {
        var settings = new SpoolSettings(64 << 20, 32 << 10);
        Path other = Files.write(disk.resolve("other"), new byte[100 << 10]);
        var acknowledged = new ArrayList<String>();
        try (Spool spool = Spool.open(disk.resolve("spool"), settings, damage -> {})) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            String text = "fact " + i + " " + "x".repeat(500);
                            spool.append(SpoolFixture.fact(text));
                            acknowledged.add(text);
                        }
                    })
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("is full");
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(SpoolFixture.texts(spool)).isEqualTo(acknowledged);

            Files.delete(other);
            spool.append(SpoolFixture.fact("there is room"));
            acknowledged.add("there is room");
        }
        try (Spool spool = Spool.open(disk.resolve("spool"), settings, damage -> {})) {
            assertThat(SpoolFixture.texts(spool)).isEqualTo(acknowledged);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as("as root only: %s", String.join(" ", command))
                .isZero();
    }
}
