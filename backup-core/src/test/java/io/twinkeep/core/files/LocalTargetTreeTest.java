package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTargetTreeTest extends TargetTreeContract {
    @Override
    TargetTree open(Path directory) {
        return FileTrees.target(directory.toString(), VfsSettings.DEFAULT);
    }

    @Override
    boolean writesSymlinks() {
        return true;
    }

    @Override
    boolean namesAreBytes() {
        return true;
    }

    @Override
    boolean knowsModes() {
        return true;
    }

    @Override
    long timeStep() {
        return 1;
    }

    @Test
    void whoeverClaimsItKeepsOthersOutUntilTheEndAndLeavesNothing(@TempDir Path directory) throws Exception {
        Path lock = directory.resolve(".twinkeep-partial/~lock");
        try (var first = open(directory);
                var second = open(directory)) {
            var claim = first.claim();
            assertThatThrownBy(second::claim)
                    .isInstanceOf(Conflict.class)
                    .hasMessage("another restore works in " + directory);
            assertThat(isFreeForOthers(lock)).isFalse();
            first.finish();
            assertThat(isFreeForOthers(lock)).isFalse();
            assertThat(first.current().list()).isEmpty();
            claim.close();
            assertThat(directory).isEmptyDirectory();
            second.claim().close();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aClaimLeavesThePartialFilesOfAnInterruptedRunAndTakesOverItsLockFile(@TempDir Path directory)
            throws Exception {
        Path partials = Files.createDirectories(directory.resolve(".twinkeep-partial"));
        Files.writeString(partials.resolve("~lock"), "of a dead one");
        Files.writeString(partials.resolve("label"), "half");
        assertThat(isFreeForOthers(partials.resolve("~lock"))).isTrue();
        try (var tree = open(directory)) {
            tree.claim().close();
            assertThat(tree.hasPartial("label")).isTrue();
        }
        assertThat(partials.resolve("~lock")).doesNotExist();
    }

    private static boolean isFreeForOthers(Path lock) throws Exception {
        String script = "import fcntl,sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)";
        return new ProcessBuilder("python3", "-c", script, lock.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void aFileSystemThatTakesNoFilesIsToldInOneClearMessage() {
        for (String place : List.of("/proc", "/proc/new")) {
            assertThatThrownBy(() -> {
                        try (var there = open(Path.of(place))) {
                            there.current().close();
                            there.refuseUnwritable();
                        }
                    })
                    .isInstanceOf(Failed.class)
                    .hasMessage("nothing can be written to " + place + ": its file system takes no files")
                    .satisfies(e -> assertThat(((Failed) e).next()).contains("name a directory"));
        }
    }

    @Test
    void onlyTheOwnerCanEnterThePartialFiles() {
        tree.partial("label").close();

        assertThat(disk.bash("stat -c %a .twinkeep-partial")).isEqualTo("700\n");
    }

    @Test
    void partialFilesDoNotGrowBehindASymlink() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        disk.link(".twinkeep-partial", outside.toString());

        assertThatThrownBy(() -> install("f", "x", 0644)).isInstanceOf(Refused.class);

        assertThat(outside).isEmptyDirectory();
        assertThat(disk.directory().resolve(".twinkeep-partial")).isSymbolicLink();
    }

    @Test
    void aSymlinkHasItsOwnTime() {
        tree.makeSymlink(link("l", "nowhere"));

        assertThat(tree.current().stat(Disk.path("l")).modified()).isEqualTo(TIME);
    }

    @Test
    void aFullDiskIsCalledThatAndNamesTheNextStep() throws IOException {
        try (var full = new LocalPartialFile(Path.of("/dev/full"), "the partial file x in /models")) {
            assertThatThrownBy(() -> full.write(0, new byte[10], 0, 10))
                    .isInstanceOfSatisfying(Failed.class, failure -> {
                        assertThat(failure).hasMessage("the disk is full: can't write the partial file x in /models");
                        assertThat(failure.next()).contains("make room");
                    });
        }
    }
}
