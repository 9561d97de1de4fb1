package io.twinkeep.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreesTest {
    @TempDir
    Path temporary;

    @Test
    void aPathAndItsFileUriAreTheSamePlace() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("mödel 1%2"));
        Files.createFile(directory.resolve("f"));

        for (String location : new String[] {
            directory.toString(),
            directory + "/",
            directory.toUri().toString(),
            "file:" + directory.toUri().getRawPath(),
            "FILE://" + directory.toUri().getRawPath()
        }) {
            try (var tree = FileTrees.source(location, VfsSettings.DEFAULT)) {
                assertThat(tree.list()).as(location).hasSize(1);
                assertThat(tree).hasToString(directory.toString());
            }
        }
    }

    @Test
    void aPathIsRelativeToTheWorkingDirectory() {
        try (var tree = FileTrees.source("src/main", VfsSettings.DEFAULT)) {
            assertThat(tree.stat(Disk.path("java")).kind()).isEqualTo(FileStat.Kind.DIRECTORY);
            assertThat(tree.toString()).startsWith("/").endsWith("src/main");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "file:relative",
                "file:///a b",
                "file:///a?b",
                "file://elsewhere/x",
                "sftp://host/x",
                "sftp:///x",
                "sftp:x",
                "sftp://me:s3cret@host/a b",
                "sftp://me:s3cret@host:port/x",
                "sftp://me:s3cret@/x",
                "sftp://me:s3cret@host/x?y",
                "nonsense://me:s3cret@host/x",
                "mod\uFFFDel"
            })
    void aWrongLocationIsBadUsageAndShowsNoPassword(String location) {
        assertThatThrownBy(() -> FileTrees.source(location, VfsSettings.DEFAULT))
                .isInstanceOfSatisfying(BadUsage.class, failure -> {
                    assertThat(failure.toString() + failure.next() + failure.getCause())
                            .doesNotContain("s3cret");
                    assertThat(failure.next()).isNotEmpty();
                });
        assertThatThrownBy(() -> FileTrees.target(location, VfsSettings.DEFAULT))
                .isInstanceOf(BadUsage.class);
    }

    @Test
    void aFileIsNotADirectoryToReadOrWrite() throws IOException {
        Path file = Files.createFile(temporary.resolve("f"));

        assertThatThrownBy(() -> FileTrees.source(file.toString(), VfsSettings.DEFAULT))
                .isInstanceOf(BadUsage.class)
                .hasMessageContaining("is not a directory");
    }

    @Test
    void aMissingDirectoryIsMissingWhenItIsListedNotBefore() {
        try (var tree = FileTrees.source(temporary.resolve("none").toString(), VfsSettings.DEFAULT)) {
            assertThatThrownBy(tree::list).isInstanceOf(Missing.class).hasMessageContaining("none");
        }
    }

    @Test
    void aRemoteLocationIsShownWithoutItsPassword() {
        var location = RemoteLocation.parse("sftp://m%40e:p%3Ass@host:2222//models/%C3%A4%25+/");

        assertThat(location.user()).isEqualTo("m@e");
        assertThat(location.password()).contains("p:ss");
        assertThat(location.path()).isEqualTo("/models/\u00c3\u00a4%+");
        assertThat(location).hasToString("sftp://m@e@host:2222/models/ä%+");
        assertThat(location.rootUri()).isEqualTo("sftp://host:2222/");
    }

    @Test
    void theRootDirectoryOfAHostIsALocation() {
        assertThat(RemoteLocation.parse("sftp://me@host").path()).isEmpty();
        assertThat(RemoteLocation.parse("sftp://me@host/").path()).isEmpty();
        assertThat(RemoteLocation.parse("sftp://me@[::1]:22/x").rootUri()).isEqualTo("sftp://[::1]:22/");
    }
}
