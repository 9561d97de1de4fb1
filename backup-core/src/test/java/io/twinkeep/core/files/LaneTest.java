package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {
    @TempDir
    Path directory;

    private RemoteDisk disk;
    private Lane lane;

    @BeforeEach
    void openDisk() {
        disk = VfsDisk.open(directory.toUri().toString());
        lane = new Lane(disk);
    }

    @AfterEach
    void closeDisk() {
        lane.close();
        disk.close();
    }

    @Test
    void readsInOrderKeepOneStreamOpen() throws IOException {
        Files.writeString(directory.resolve("f"), "0123456789");
        byte[] two = new byte[2];
        lane.read(this, Disk.path("f"), 0, two, 0, 2);
        Files.delete(directory.resolve("f"));

        // Only a stream that is still open can read a file that has gone.
        assertThat(lane.read(this, Disk.path("f"), 2, two, 0, 2)).isEqualTo(2);
        assertThat(two).containsExactly('2', '3');
        assertThatThrownBy(() -> lane.read(this, Disk.path("f"), 0, two, 0, 2)).isInstanceOf(IOException.class);
    }

    @Test
    void filesTakeTurns() throws IOException {
        Files.writeString(directory.resolve("read"), "0123456789");
        byte[] array = new byte[2];
        var written = new Object();
        var read = new Object();

        lane.append(written, Disk.path("written"), 0, new byte[] {'a'}, 0, 1);
        lane.read(read, Disk.path("read"), 4, array, 0, 2);
        lane.append(written, Disk.path("written"), 1, new byte[] {'b'}, 0, 1);
        lane.settle(read);
        lane.settle(written);

        assertThat(array).containsExactly('4', '5');
        assertThat(directory.resolve("written")).hasContent("ab");
    }

    @Test
    void bytesThatWereLostAreNoticedByTheNextWrite() throws IOException {
        lane.append(this, Disk.path("f"), 0, new byte[3], 0, 3);
        lane.settle();
        Files.write(directory.resolve("f"), new byte[2]);

        assertThatThrownBy(() -> lane.append(this, Disk.path("f"), 3, new byte[1], 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 bytes where 3");
    }

    @Test
    void bytesThatWereLostAreNoticedBeforeAFileIsInstalled() throws IOException {
        var partial = new RemotePartialFile(disk, lane, Disk.path("f"));
        partial.write(0, new byte[3], 0, 3);
        lane.settle();
        Files.write(directory.resolve("f"), new byte[2]);

        assertThatThrownBy(partial::settle).isInstanceOf(Failed.class).hasMessageContaining("2 bytes where 3");
    }
}
