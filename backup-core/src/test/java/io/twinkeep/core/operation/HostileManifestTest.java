package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.snapshot.HostileSnapshots;
import io.twinkeep.core.snapshot.HostileSnapshots.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests made to write outside the target, by somebody who holds the key. */
class HostileManifestTest {
    @TempDir
    Path dir;

    private final TestModel repository = TestModel.createOn(new MemoryObjectStore());

    @ParameterizedTest
    @CsvSource({
        "aa/bb/evil, ../../evil",
        "aa/bb, aa/..",
        "aaa, /aa",
        "aa/bb/c, aa/../c",
        "aa/bb, aa//b",
        "aa/b, aa/.",
        "aa/b, aaa/",
        "aab, ..b\0",
        "ab, .."
    })
    void aNameThatLeavesTheTargetIsCorruptAndWritesNothing(String written, String meant) throws IOException {
        commit(List.of(new Name(written, meant.replace("\\0", "\0"))), null, null);

        assertThatThrownBy(() -> repository.restore(dir.resolve("a/b/target"))).isInstanceOf(Corrupt.class);

        nothingIsWritten();
    }

    @Test
    void aNameThatStandsTwiceIsCorrupt() throws IOException {
        commit(List.of(new Name("aa", "ab"), new Name("bb", "ab")), null, null);

        assertThatThrownBy(() -> repository.restore(dir.resolve("a/b/target"))).isInstanceOf(Corrupt.class);

        nothingIsWritten();
    }

    @Test
    void aFileBelowASymlinkIsNotWrittenThroughIt() throws IOException {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        commit(List.of(new Name("link/evil", "link/evil")), "link", outside.toString());

        assertThatThrownBy(() -> repository.restore(dir.resolve("a/b/target"))).isInstanceOf(BackupException.class);

        assertThat(outside).isEmptyDirectory();
        Files.delete(outside);
    }

    private void commit(List<Name> files, String symlink, String symlinkTarget) {
        new HostileSnapshots(repository.engine().repository(), TestModel.RANDOM)
                .commit(TestModel.MODEL, files, symlink, symlinkTarget);
    }

    private void nothingIsWritten() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
