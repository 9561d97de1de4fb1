package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link TargetTree} does. The tree under test writes to a real directory of this machine. */
abstract class TargetTreeContract {
    static final long TIME = 981173106_123456789L;

    @TempDir
    Path temporary;

    Disk disk;
    TargetTree tree;

    /** The tree that writes to this directory. */
    abstract TargetTree open(Path directory);

    /** Whether it can make and replace symlinks; one that can't refuses, and leaves alone what they lead to. */
    abstract boolean writesSymlinks();

    abstract boolean namesAreBytes();

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
    void tryingWhetherItCanBeWrittenLeavesNothing() {
        tree.current().close();

        tree.refuseUnwritable();

        assertThat(disk.bash("ls -A")).isEmpty();
    }

    @Test
    void aMissingRootIsMade() {
        try (var made = open(temporary.resolve("new/root"))) {
            assertThat(made.current().list()).isEmpty();
        }
        assertThat(temporary.resolve("new/root")).isDirectory();
    }

    @Test
    void anInstalledFileHasItsContentModeAndTime() {
        install("a/b/f", "content", 0640);
        tree.finish();

        assertThat(disk.text("a/b/f")).isEqualTo("content");
        var stat = tree.current().stat(Disk.path("a/b/f"));
        assertThat(stat.modified()).isEqualTo(TIME - TIME % timeStep());
        if (knowsModes()) {
            assertThat(disk.bash("stat -c %a a/b/f")).isEqualTo("640\n");
        }
    }

    @Test
    void anEmptyFileCanBeInstalled() {
        install("empty", "", 0644);

        assertThat(disk.text("empty")).isEmpty();
    }

    @Test
    void aFileThatGrowsIsOutOfSight() {
        try (var partial = tree.partial("label")) {
            append(partial, "half");

            assertThat(tree.current().list()).isEmpty();
            assertThat(disk.has(".twinkeep-partial/label")).isTrue();
        }
    }

    @Test
    void whatWasWrittenCanBeReadBeforeItIsInstalled() {
        byte[] array = new byte[6];
        try (var partial = tree.partial("label")) {
            append(partial, "0123");
            assertThat(partial.read(1, array, 0, 3)).isEqualTo(3);
            append(partial, "456789");
            assertThat(partial.size()).isEqualTo(10);
            assertThat(partial.read(3, array, 0, 6)).isEqualTo(6);
        }
        assertThat(new String(array, StandardCharsets.US_ASCII)).isEqualTo("345678");
    }

    @Test
    void aPartialFileIsContinuedByTheNextRun() {
        try (var partial = tree.partial("label")) {
            append(partial, "first ");
        }
        tree.close();
        tree = open(disk.directory());

        try (var partial = tree.partial("label")) {
            assertThat(partial.size()).isEqualTo(6);
            append(partial, "second");
            tree.install(partial, file("f", 0644));
        }

        assertThat(disk.text("f")).isEqualTo("first second");
    }

    @Test
    void aPartialFileCanBeCutAndGoOnFromWhatIsLeft() {
        try (var partial = tree.partial("label")) {
            append(partial, "good bad");
            partial.setSize(5);
            append(partial, "good ".substring((int) partial.size()));
            append(partial, "better");
            partial.setSize(partial.size());
            tree.install(partial, file("f", 0644));
        }
        assertThat(disk.text("f")).isEqualTo("good better");
    }

    @Test
    void aPartialFileCanStartAgain() {
        try (var partial = tree.partial("label")) {
            append(partial, "bad");
            partial.setSize(0);
            append(partial, "good");
            tree.install(partial, file("f", 0644));
        }
        assertThat(disk.text("f")).isEqualTo("good");
    }

    @Test
    void writesElsewhereThanAtTheEndAreMistakes() {
        try (var partial = tree.partial("label")) {
            append(partial, "123");
            assertThatThrownBy(() -> partial.write(1, new byte[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> partial.write(4, new byte[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> partial.setSize(4)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> tree.partial("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void severalFilesCanGrowAtATime() {
        try (var one = tree.partial("one");
                var two = tree.partial("two")) {
            for (int i = 0; i < 20; i++) {
                append(one, "1".repeat(1000));
                append(two, "22".repeat(1000));
            }
            tree.install(two, file("2", 0644));
            tree.install(one, file("1", 0644));
        }
        assertThat(disk.text("1")).isEqualTo("1".repeat(20_000));
        assertThat(disk.text("2")).isEqualTo("2".repeat(40_000));
    }

    @Test
    void aFileGrowsByThreadsThatComeAndGo() {
        byte[] piece = new byte[1 << 20];
        try (var partial = tree.partial("label")) {
            Parallel.forEach(1, IntStream.range(0, 32).boxed().toList(), i -> {
                partial.write((long) i << 20, piece, 0, piece.length);
                if (i % 8 == 7) {
                    assertThat(partial.read(i, new byte[10], 0, 10)).isEqualTo(10);
                }
            });
            tree.install(partial, file("f", 0644));
        }
        assertThat(disk.bash("stat -c %s f")).isEqualTo((32 << 20) + "\n");
    }

    @Test
    void aFileIsReplacedByAFile() {
        disk.file("f", "old and longer");

        install("f", "new", 0644);

        assertThat(disk.text("f")).isEqualTo("new");
    }

    @Test
    void aSymlinkIsReplacedByAFileAndItsTargetIsLeftAlone() {
        disk.file("outside", "keep").link("f", "outside");

        if (!writesSymlinks()) {
            assertThatThrownBy(() -> install("f", "new", 0644)).isInstanceOf(Refused.class);
            assertThat(disk.text("outside")).isEqualTo("keep");
            return;
        }
        install("f", "new", 0644);

        assertThat(disk.text("outside")).isEqualTo("keep");
        assertThat(disk.text("f")).isEqualTo("new");
        assertThat(disk.bash("test -L f && echo link || echo file")).isEqualTo("file\n");
    }

    @Test
    void noFileLeavesTheTreeThroughASymlinkedDirectory() throws IOException {
        var outside = new Disk(Files.createDirectory(temporary.resolve("outside")));
        outside.file("f", "keep").file("sub/g", "keep");
        disk.link("dir", outside.directory().toString());
        disk.link("other", outside.directory().toString());

        assertThatThrownBy(() -> install("dir/f", "new", 0644))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dir in")
                .hasMessageContaining("is a symlink");
        assertThatThrownBy(() -> tree.makeDirectory(Disk.path("other/sub"))).isInstanceOf(Refused.class);
        tree.finish();

        assertThat(outside.text("f")).isEqualTo("keep");
        assertThat(outside.bash("ls -1 . sub")).isEqualTo(".:\nf\nsub\n\nsub:\ng\n");
        assertThat(disk.bash("find dir other -type l")).isEqualTo("dir\nother\n");
    }

    @Test
    void nothingIsRemovedOrChangedThroughASymlinkedDirectory() throws IOException {
        var outside = new Disk(Files.createDirectory(temporary.resolve("outside")));
        outside.file("f", "keep");
        disk.link("dir", outside.directory().toString());

        tree.remove(Disk.path("dir/f"));
        assertThatThrownBy(() -> tree.setAttributes(file("dir/f", 0600))).isInstanceOf(BackupException.class);

        assertThat(outside.bash("stat -c %a f")).isEqualTo("644\n");
    }

    @Test
    void aFileInTheWayOfADirectoryStays() {
        disk.file("d", "theirs").file("deep/e", "theirs too");

        assertThatThrownBy(() -> install("d/f", "new", 0644))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("d in")
                .hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> tree.makeDirectory(Disk.path("deep/e"))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> tree.makeDirectory(Disk.path("deep/e/g"))).isInstanceOf(Refused.class);

        assertThat(disk.text("d")).isEqualTo("theirs");
        assertThat(disk.text("deep/e")).isEqualTo("theirs too");
    }

    @Test
    void manyThreadsMakeOneDirectory() {
        Parallel.forEach(
                8, IntStream.range(0, 64).boxed().toList(), i -> tree.makeDirectory(Disk.path("a/b/" + i % 4)));

        assertThat(disk.bash("find a -type d | wc -l")).isEqualTo("6\n");
    }

    @Test
    void aFileThatHasTheNameOfThePartialFilesDirectoryStays() {
        disk.file(".twinkeep-partial", "theirs");

        assertThatThrownBy(() -> install("f", "new", 0644)).isInstanceOf(Refused.class);

        assertThat(disk.text(".twinkeep-partial")).isEqualTo("theirs");
    }

    @Test
    void anEmptyDirectoryInTheWayOfAFileGoesOneWithFilesStays() {
        disk.directory("empty").file("full/keep", "1");

        install("empty", "file", 0644);

        assertThat(disk.text("empty")).isEqualTo("file");
        assertThatThrownBy(() -> install("full", "file", 0644))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("full");
        assertThat(disk.text("full/keep")).isEqualTo("1");
    }

    @Test
    void aPartialFileThatCouldNotBeInstalledIsKept() {
        disk.file("full/keep", "1");

        assertThatThrownBy(() -> install("full", "file", 0644)).isInstanceOf(Refused.class);

        assertThat(disk.text(".twinkeep-partial/label")).isEqualTo("file");
    }

    @Test
    void symlinksHaveExactlyTheirTarget() {
        if (!writesSymlinks()) {
            assertThatThrownBy(() -> tree.makeSymlink(link("l", "x")))
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("symlink");
            return;
        }
        for (String target : new String[] {"x", "/nowhere", "../a//b/", "\u00ff\u00c3\n", "w*ld?\\", "./"}) {
            tree.makeSymlink(link("d/l", target));
            assertThat(disk.bash("readlink -n d/l")).isEqualTo(target);
            assertThat(tree.current().stat(Disk.path("d/l")).target()).isEqualTo(target);
        }
    }

    @Test
    void aSymlinkReplacesAFileOrAnotherSymlink() {
        assumeTrue(writesSymlinks());
        disk.file("f", "1").file("outside", "keep").link("l", "outside");

        tree.makeSymlink(link("f", "to"));
        tree.makeSymlink(link("l", "to"));

        assertThat(disk.bash("readlink f l")).isEqualTo("to\nto\n");
        assertThat(disk.text("outside")).isEqualTo("keep");
    }

    @Test
    void directoriesAreMadeWithTheirParentsAndKeptIfThere() {
        tree.makeDirectory(Disk.path("a/b/c"));
        tree.makeDirectory(Disk.path("a/b/c"));

        assertThat(disk.bash("find a")).isEqualTo("a\na/b\na/b/c\n");
    }

    @Test
    void directoriesGetTheirModeAndTime() {
        tree.makeDirectory(Disk.path("d"));
        install("d/f", "x", 0644);
        tree.setAttributes(new FileStat(Disk.path("d"), FileStat.Kind.DIRECTORY, 0, 0555, TIME, 0, 0, ""));
        tree.finish();

        if (knowsModes()) {
            assertThat(disk.bash("stat -c '%a %Y' d")).isEqualTo("555 981173106\n");
        }
        assertThat(tree.current().stat(Disk.path("d")).kind()).isEqualTo(FileStat.Kind.DIRECTORY);
    }

    @Test
    void specialModeBitsAreNotSet() {
        assumeTrue(knowsModes());

        install("f", "x", 06755);

        assertThat(disk.bash("stat -c %a f")).isEqualTo("755\n");
    }

    @Test
    void removingTakesFilesLinksAndEmptyDirectories() {
        disk.file("f", "1").directory("d").file("full/keep", "1");
        if (writesSymlinks()) {
            disk.link("l", "full");
        }

        for (String name : new String[] {"f", "d", "l", "gone", "no/where", "f/below"}) {
            tree.remove(Disk.path(name));
        }

        assertThat(disk.bash("ls -A")).isEqualTo("full\n");
        assertThatThrownBy(() -> tree.remove(Disk.path("full")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("full");
        assertThat(disk.text("full/keep")).isEqualTo("1");
    }

    @Test
    void oddNamesAreWrittenToTheByte() {
        var names = new String[] {"a b", "p%41", "q?x", "h#y", "st*r", "~", "new\nline", "[ab]"};
        for (String name : names) {
            install(Disk.path("d*r/" + name), name, 0644);
            assertThat(disk.bash("cat 'd*r/" + name + "'")).isEqualTo(name);
        }
        install("ü", "utf", 0644);

        assertThat(disk.bash("cat $'\\xc3\\xbc'")).isEqualTo("utf");
        assertThat(tree.current().list()).hasSize(names.length + 2);
    }

    @Test
    void namesThatAreNotTextAreWrittenToTheByte() {
        assumeTrue(namesAreBytes());

        install(Disk.bytes("d\u00c3/\u00ff"), "latin", 0644);
        install(Disk.bytes("a\\b"), "back", 0644);

        assertThat(disk.bash("cat $'d\\xc3/\\xff' 'a\\b'")).isEqualTo("latinback");
    }

    @Test
    void finishingRemovesWhatIsLeftOfPartialFiles() {
        try (var left = tree.partial("left")) {
            append(left, "1");
        }
        install("f", "x", 0644);

        tree.finish();
        tree.finish();

        assertThat(disk.bash("ls -A")).isEqualTo("f\n");
    }

    @Test
    void freeBytesAreKnownOrUnlimited() {
        assertThat(tree.freeBytes()).isPositive();
    }

    final void install(String path, String content, int mode) {
        install(Disk.path(path), content, mode);
    }

    final void install(FilePath path, String content, int mode) {
        try (var partial = tree.partial("label")) {
            append(partial, content);
            tree.install(partial, new FileStat(path, FileStat.Kind.FILE, content.length(), mode, TIME, 0, 0, ""));
        }
    }

    static void append(PartialFile partial, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        partial.write(partial.size(), bytes, 0, bytes.length);
    }

    static FileStat file(String path, int mode) {
        return new FileStat(Disk.path(path), FileStat.Kind.FILE, 0, mode, TIME, 0, 0, "");
    }

    static FileStat directory(String path, int mode) {
        return new FileStat(Disk.path(path), FileStat.Kind.DIRECTORY, 0, mode, TIME, 0, 0, "");
    }

    static FileStat link(String path, String target) {
        return new FileStat(Disk.path(path), FileStat.Kind.SYMLINK, 0, 0777, TIME, 0, 0, target);
    }
}
