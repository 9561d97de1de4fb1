package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading what the disk holds, not what the kernel remembers of it. */
class UncachedTreeTest {
    @TempDir
    Path dir;

    private final List<String> notes = new ArrayList<>();

    @Test
    void everySizeAndEveryWindowComesAsItIs() throws IOException {
        for (int size :
                new int[] {0, 1, 511, 512, 4095, 4096, 4097, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000}) {
            byte[] bytes = written("file-" + size, size);
            try (SourceTree tree = FileTrees.uncached(dir, notes::add);
                    SourceFile file = tree.open(FilePath.of("file-" + size))) {
                assertThat(file.size()).isEqualTo(size);
                for (int position : new int[] {0, 1, 511, 4096, 100_001, Math.max(0, size - 3)}) {
                    byte[] window = new byte[1_200_000];
                    int length = file.read(position, window, 7, 1_100_000);
                    int expected = Math.clamp(size - position, 0, 1_100_000);
                    assertThat(length).as("%s from %s", size, position).isEqualTo(expected);
                    assertThat(Arrays.equals(
                                    window,
                                    7,
                                    7 + length,
                                    bytes,
                                    Math.min(position, size),
                                    Math.min(position, size) + length))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void theBytesComeFromTheDiskAgain() throws IOException {
        byte[] bytes = written("weights.bin", 8 << 20);
        try (var channel = FileChannel.open(dir.resolve("weights.bin"), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.readAllBytes(dir.resolve("weights.bin"));
        long cached = fetchedWhile(FileTrees.source(dir.toString(), VfsSettings.DEFAULT), bytes.length);

        long uncached = fetchedWhile(FileTrees.uncached(dir, notes::add), bytes.length);

        // Where the file system takes no direct reads (a disk in memory), that is told instead.
        if (notes.isEmpty()) {
            assertThat(cached).isLessThan(bytes.length / 2);
            assertThat(uncached).isGreaterThanOrEqualTo(bytes.length);
        }
    }

    /** What the kernel says that this process made it fetch from storage. */
    private static long fetchedWhile(SourceTree tree, int size) throws IOException {
        long before = fetched();
        try (tree;
                SourceFile file = tree.open(FilePath.of("weights.bin"))) {
            assertThat(file.read(0, new byte[size], 0, size)).isEqualTo(size);
        }
        return fetched() - before;
    }

    private static long fetched() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("read_bytes: "))
                .mapToLong(line -> Long.parseLong(line.substring(12)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutDirectReadsTheBytesAreRightAndItIsToldOnce() throws IOException {
        byte[] bytes = written("a", 100_000);
        written("b", 10);
        var opening = new UncachedOpening(notes::add, Set.of());
        try (SourceTree tree = new LocalSourceTree(LocalRoot.of(dir), opening);
                SourceFile file = tree.open(FilePath.of("a"));
                SourceFile other = tree.open(FilePath.of("b"))) {
            byte[] read = new byte[100_000];
            assertThat(file.read(0, read, 0, read.length)).isEqualTo(read.length);
            assertThat(read).isEqualTo(bytes);
            assertThat(other.size()).isEqualTo(10);
        }
        assertThat(notes).singleElement().asString().contains("asked to forget");
    }

    @Test
    void aSymlinkIsNotFollowedAndWhatIsGoneIsMissing() throws IOException {
        written("there", 10);
        Files.createSymbolicLink(dir.resolve("link"), Path.of("there"));
        try (SourceTree tree = FileTrees.uncached(dir, notes::add)) {
            assertThatThrownBy(() -> tree.open(FilePath.of("link"))).isInstanceOf(Failed.class);
            assertThatThrownBy(() -> tree.open(FilePath.of("gone"))).isInstanceOf(Missing.class);
        }
    }

    private byte[] written(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(dir.resolve(name), bytes);
        return bytes;
    }
}
