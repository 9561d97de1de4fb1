package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link SourceTree} does. The tree under test shows a real directory of this machine. */
abstract class SourceTreeContract {
    @TempDir
    Path temporary;

    Disk disk;
    private SourceTree tree;

    /** The tree that shows this directory. */
    abstract SourceTree open(Path directory);

    /** Whether it can tell symlinks' targets; one that can't refuses to list them. */
    abstract boolean readsSymlinks();

    /** Whether names are bytes; where they are text, those that are not UTF-8 can't be listed. */
    abstract boolean namesAreBytes();

    /** Whether it knows modes. */
    abstract boolean knowsModes();

    /** The step of its times in nanoseconds. */
    abstract long timeStep();

    @BeforeEach
    void openTree() throws IOException {
        disk = new Disk(Files.createDirectory(temporary.resolve("model")));
        tree = open(disk.directory());
    }

    @AfterEach
    void closeTree() {
        tree.close();
    }

    @Test
    void anEmptyDirectoryHasNoEntries() {
        assertThat(tree.list()).isEmpty();
    }

    @Test
    void everythingIsListedInTheOrderOfPathBytes() {
        disk.file("a/b/c.bin", "1").file("a-b", "").file("a.b", "22").directory("empty");

        assertThat(tree.list())
                .extracting(FileStat::path, FileStat::kind, FileStat::size)
                .containsExactly(
                        entry("a", FileStat.Kind.DIRECTORY, 0),
                        entry("a-b", FileStat.Kind.FILE, 0),
                        entry("a.b", FileStat.Kind.FILE, 2),
                        entry("a/b", FileStat.Kind.DIRECTORY, 0),
                        entry("a/b/c.bin", FileStat.Kind.FILE, 1),
                        entry("empty", FileStat.Kind.DIRECTORY, 0));
    }

    private static Tuple entry(String path, FileStat.Kind kind, long size) {
        return tuple(FilePath.of(path), kind, size);
    }

    @Test
    void partialFilesAtTheTopAreNotPartOfTheTree() {
        disk.file(".twinkeep-partial/x", "1").file("sub/.twinkeep-partial", "2");

        assertThat(tree.list())
                .extracting(stat -> stat.path().toString())
                .containsExactly("sub", "sub/.twinkeep-partial");
    }

    @Test
    void modesAndTimesAreAsTheDiskHasThem() {
        disk.file("f", "x").directory("d");
        disk.bash("chmod 0640 f; chmod 0711 d; touch -d '2001-02-03T04:05:06.123456789Z' f d");

        for (FileStat stat : tree.list()) {
            boolean file = stat.kind() == FileStat.Kind.FILE;
            assertThat(stat.mode()).isEqualTo(knowsModes() ? file ? 0640 : 0711 : -1);
            long time = 981173106_123456789L;
            assertThat(stat.modified()).isEqualTo(time - time % timeStep());
        }
    }

    @Test
    void namesThatLookLikeSyntaxAreJustNames() {
        disk.bash("touch 'a b' 'p%41' 'q?x' 'h#y' 'st*r' '[ab]' '~' ' ' 'semi;colon' $'new\\nline' \"it's\"");
        disk.bash("echo -n yes >'st*r'; echo -n no >star");

        var names = tree.list().stream().map(stat -> new String(stat.path().bytes(), StandardCharsets.UTF_8));

        assertThat(names.toList())
                .containsExactly(
                        " ",
                        "[ab]",
                        "a b",
                        "h#y",
                        "it's",
                        "new\nline",
                        "p%41",
                        "q?x",
                        "semi;colon",
                        "st*r",
                        "star",
                        "~");
        assertThat(content("st*r")).isEqualTo("yes");
        assertThat(tree.stat(Disk.path("q?x")).size()).isZero();
        assertThat(content("p%41")).isEmpty();
    }

    @Test
    void aBackslashIsAByteLikeAnyOther() {
        assumeTrue(namesAreBytes());
        disk.bash("mkdir 'back\\slash'; echo -n yes >'back\\slash/a\\b'");

        assertThat(tree.list())
                .extracting(FileStat::path)
                .containsExactly(Disk.path("back\\slash"), Disk.path("back\\slash/a\\b"));
        assertThat(content("back\\slash/a\\b")).isEqualTo("yes");
    }

    @Test
    void namesAreKeptToTheByteOrRefused() {
        disk.bash("mkdir $'d\\xc3'; echo -n latin >$'d\\xc3/\\xff'; echo -n utf >$'\\xc3\\xbc'");

        if (!namesAreBytes()) {
            assertThatThrownBy(tree::list).isInstanceOf(Failed.class).hasMessageContaining("UTF-8");
            return;
        }
        assertThat(tree.list())
                .extracting(FileStat::path)
                .containsExactly(Disk.bytes("d\u00c3"), Disk.bytes("d\u00c3/\u00ff"), Disk.path("ü"));
        assertThat(content(Disk.bytes("d\u00c3/\u00ff"))).isEqualTo("latin");
        assertThat(content("ü")).isEqualTo("utf");
    }

    @Test
    void symlinksAreListedWithTheirTargetAndNeverFollowed() {
        disk.directory("real").file("real/f", "x");
        disk.bash("ln -s real to-dir; ln -s /nowhere dangling; ln -s real/f to-file; ln -s $'../a//\\xff/' raw");

        if (!readsSymlinks()) {
            assertThatThrownBy(tree::list).isInstanceOf(Failed.class).hasMessageContaining("symlink");
            return;
        }
        assertThat(tree.list())
                .filteredOn(stat -> stat.kind() == FileStat.Kind.SYMLINK)
                .extracting(stat -> stat.path() + " -> " + stat.target())
                .containsExactly("dangling -> /nowhere", "raw -> ../a//\u00ff/", "to-dir -> real", "to-file -> real/f");
        assertThat(tree.list()).hasSize(6);
        assertThat(tree.stat(Disk.path("to-dir")).kind()).isEqualTo(FileStat.Kind.SYMLINK);
    }

    @Test
    void aSymlinkIsNotOpened() {
        disk.file("secret", "x").link("link", "secret");

        assertThatThrownBy(() -> tree.open(Disk.path("link"))).isInstanceOf(Failed.class);
    }

    @Test
    void aDirectoryIsNotOpened() {
        disk.directory("d");

        assertThatThrownBy(() -> tree.open(Disk.path("d"))).isInstanceOf(Failed.class);
    }

    @Test
    void pipesAndSocketsAreLeftOutAndTold() {
        assumeTrue(knowsModes(), "it can't tell a pipe from a file");
        disk.bash(
                "mkdir d; mkfifo d/pipe pipe; touch file; python3 -c 'import socket as s; s.socket(s.AF_UNIX).bind(\"s\")'");
        var skipped = Collections.synchronizedList(new ArrayList<Skipped>());

        assertThat(tree.list(skipped::add))
                .extracting(stat -> stat.path().toString())
                .containsExactly("d", "file");
        assertThat(skipped)
                .containsExactlyInAnyOrder(
                        new Skipped(Disk.path("d/pipe"), "a named pipe is not backed up"),
                        new Skipped(Disk.path("pipe"), "a named pipe is not backed up"),
                        new Skipped(Disk.path("s"), "a socket is not backed up"));
        assertThatThrownBy(() -> tree.open(Disk.path("pipe"))).isInstanceOf(BackupException.class);
    }

    @Test
    void aMissingEntryOrRootIsMissing() {
        disk.file("f", "");

        for (String name : List.of("nothing", "no/where", "f/below-a-file")) {
            assertThatThrownBy(() -> tree.stat(Disk.path(name)))
                    .isInstanceOf(Missing.class)
                    .hasMessageContaining(name);
            assertThatThrownBy(() -> tree.open(Disk.path(name))).isInstanceOf(Missing.class);
        }
        try (var absent = open(temporary.resolve("absent"))) {
            assertThatThrownBy(absent::list).isInstanceOf(Missing.class).hasMessageContaining("absent");
        }
    }

    @Test
    void readingGivesTheWindowOfTheFile() {
        disk.file("f", "0123456789");
        byte[] array = "..............".getBytes(StandardCharsets.US_ASCII);

        try (var file = tree.open(Disk.path("f"))) {
            assertThat(file.size()).isEqualTo(10);
            assertThat(file.read(2, array, 3, 4)).isEqualTo(4);
            assertThat(new String(array, StandardCharsets.US_ASCII)).isEqualTo("...2345.......");
            assertThat(file.read(6, array, 0, 14)).isEqualTo(4);
            assertThat(new String(array, StandardCharsets.US_ASCII)).isEqualTo("6789345.......");
            assertThat(file.read(0, array, 0, 1)).isEqualTo(1);
            assertThat(file.read(10, array, 0, 1)).isZero();
            assertThat(file.read(99, array, 0, 1)).isZero();
        }
    }

    @Test
    void largeFilesAreReadInPiecesInAnyOrderByManyThreads() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        Files.write(disk.directory().resolve("f"), content);

        try (var file = tree.open(Disk.path("f"))) {
            var pieces = List.of(2_500_000, 0, 1_000_000, 1_500_000, 500_000, 2_000_000);
            Parallel.forEach(4, pieces, start -> {
                byte[] piece = new byte[600_000];
                int count = file.read(start, piece, 0, piece.length);
                assertThat(count).isEqualTo(Math.min(600_000, content.length - start));
                assertThat(Arrays.equals(piece, 0, count, content, start, start + count))
                        .isTrue();
            });
        }
    }

    @Test
    void aFileIsReadInOrderByThreadsThatComeAndGo() throws IOException {
        byte[] content = new byte[32 << 20];
        new Random(2).nextBytes(content);
        Files.write(disk.directory().resolve("f"), content);
        int piece = 1 << 20;

        try (var file = tree.open(Disk.path("f"))) {
            Parallel.forEach(1, IntStream.range(0, 32).boxed().toList(), i -> {
                byte[] read = new byte[piece];
                assertThat(file.read((long) i * piece, read, 0, piece)).isEqualTo(piece);
                assertThat(Arrays.equals(read, 0, piece, content, i * piece, (i + 1) * piece))
                        .isTrue();
            });
        }
    }

    @Test
    void positionsBeyondFourGibibytesWork() throws IOException {
        long four = 4L << 30;
        try (var file = new RandomAccessFile(disk.directory().resolve("huge").toFile(), "rw")) {
            file.setLength(5L << 30);
            file.seek(four - 2);
            file.write("abcd".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] around = new byte[8];

        try (var file = tree.open(Disk.path("huge"))) {
            assertThat(file.size()).isEqualTo(5L << 30);
            assertThat(file.read(four - 4, around, 0, 8)).isEqualTo(8);
        }
        assertThat(new String(around, StandardCharsets.US_ASCII)).isEqualTo("\0\0abcd\0\0");
    }

    @Test
    void aFileThatChangesBeneathIsNoticed() {
        disk.file("grows", "1").file("shrinks", "12345").file("goes", "1");
        disk.bash("touch -d '2001-01-01' grows shrinks goes");
        var before = tree.list();

        try (var file = tree.open(Disk.path("shrinks"))) {
            disk.file("grows", "123").file("shrinks", "1");
            disk.bash("rm goes");
            assertThat(file.read(0, new byte[5], 0, 5)).isLessThan(5);
        }

        assertThat(before.get(1).sameAs(tree.stat(Disk.path("grows")))).isFalse();
        assertThat(before.get(2).sameAs(tree.stat(Disk.path("shrinks")))).isFalse();
        assertThatThrownBy(() -> tree.stat(Disk.path("goes"))).isInstanceOf(Missing.class);
        assertThat(tree.list()).hasSize(2);
    }

    @Test
    void anUnchangedFileLooksTheSameTwice() {
        disk.file("f", "1");

        assertThat(tree.stat(Disk.path("f"))).isEqualTo(tree.list().getFirst());
        assertThat(tree.stat(Disk.path("f")).sameAs(tree.list().getFirst())).isTrue();
    }

    @Test
    void whatItIsCalledNamesThePlace() {
        assertThat(tree.toString()).contains(disk.directory().toString());
    }

    String content(String path) {
        return content(Disk.path(path));
    }

    private String content(FilePath path) {
        try (var file = tree.open(path)) {
            byte[] bytes = new byte[(int) file.size()];
            assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (BackupException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
