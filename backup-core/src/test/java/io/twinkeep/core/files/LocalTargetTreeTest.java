package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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

        install("f", "x", 0644);

        assertThat(outside).isEmptyDirectory();
        assertThat(disk.text("f")).isEqualTo("x");
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
