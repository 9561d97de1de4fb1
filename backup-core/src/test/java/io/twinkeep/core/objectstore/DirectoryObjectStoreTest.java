package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    @Override
    protected ObjectStore emptyStore() {
        return new DirectoryObjectStore(folder);
    }

    @Override
    protected boolean keysMayAlsoBeFolders() {
        return false;
    }

    @Test
    void aKeyThatIsAFolderIsRefusedAndNothingIsLost() throws IOException {
        var store = emptyStore();
        store.put(key("a/b"), ObjectBody.of("below"));
        store.put(key("c"), ObjectBody.of("file"));

        assertThatThrownBy(() -> store.put(key("a"), ObjectBody.of("x"))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> store.put(key("c/d"), ObjectBody.of("x"))).isInstanceOf(Refused.class);
        assertThat(text(store.get(key("a/b"), 100))).isEqualTo("below");
        assertThat(text(store.get(key("c"), 100))).isEqualTo("file");
        assertThat(store.find(key("c/d"))).isEmpty();
        store.delete(key("c/d"));
        store.delete(key("a"));
        assertThat(store.list(key("a"))).hasSize(1);
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void anUnmountedDirectoryIsMissingAndNotMadeAnew() {
        var store = new DirectoryObjectStore(folder.resolve("mount"));

        assertThatThrownBy(() -> store.put(key("a/b"), ObjectBody.of("x")))
                .isInstanceOf(Missing.class)
                .hasMessageContaining(folder.resolve("mount").toString());
        assertThatThrownBy(() -> store.putIfAbsent(key("a"), ObjectBody.of("x")))
                .isInstanceOf(Missing.class);
        assertThatThrownBy(() -> store.get(key("a"), 1)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> store.find(key("a"))).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> store.list(key("a"))).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> store.delete(key("a"))).isInstanceOf(Missing.class);
        assertThatThrownBy(store::now).isInstanceOf(Missing.class);
        assertThat(folder.resolve("mount")).doesNotExist();
    }

    @Test
    void whatACrashLeftIsNeverListedAndGoesAfterADay() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve(DurableFiles.TEMPORARY));
        Path old = Files.writeString(temporary.resolve("old"), "half a pack");
        Path fresh = Files.writeString(temporary.resolve("fresh"), "somebody writes this now");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        var store = emptyStore();

        store.put(key("packs/aa"), ObjectBody.of("hello"));

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(store.list(key("packs"))).hasSize(1);
        assertThatThrownBy(() -> store.get(key(DurableFiles.TEMPORARY + "/fresh"), 100))
                .isInstanceOf(Refused.class);
    }

    @Test
    void filesWhoseNamesAreNoKeysAreNotListed() throws IOException {
        var store = emptyStore();
        store.put(key("packs/aa"), ObjectBody.of("hello"));
        Files.writeString(folder.resolve("packs/not a key"), "x");
        Files.writeString(folder.resolve("packs/ünicode"), "x");
        Files.createSymbolicLink(folder.resolve("packs/link"), folder.resolve("packs/aa"));

        assertThat(store.list(key("packs"))).hasSize(1);
    }

    @Test
    void aNameTooLongForTheFileSystemIsRefused() {
        assertThatThrownBy(() -> emptyStore().put(key("x".repeat(300)), ObjectBody.of("x")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("too long");
    }

    @Test
    void aFullDiskFailsWithANextStepAndOtherErrorsMayPass() {
        assertThat(DirectoryFailures.translate("could not write /r", new IOException("No space left on device")))
                .isInstanceOf(Failed.class)
                .satisfies(failure -> assertThat(failure.next()).contains("free space"));
        assertThat(DirectoryFailures.translate("could not write /r", new IOException("Stale file handle")))
                .isInstanceOf(Unavailable.class);
    }

    /** borg b22: a full repository was once taken for a read error, and data was lost in silence. */
    @Test
    @Tag("real")
    void aReallyFullDiskFailsAndLeavesTheOldBytes() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
        try {
            var store = emptyStore();
            store.put(key("packs/aa"), ObjectBody.of("old"));

            assertThatThrownBy(() -> store.put(key("packs/aa"), ObjectBody.of(new byte[2 << 20])))
                    .isInstanceOf(Failed.class)
                    .hasMessageContaining("No space left");
            assertThatThrownBy(() -> store.putIfAbsent(key("slots/0"), ObjectBody.of(new byte[2 << 20])))
                    .isInstanceOf(Failed.class);
            assertThat(text(store.get(key("packs/aa"), 100))).isEqualTo("old");
            assertThat(store.find(key("slots/0"))).isEmpty();
            assertThat(temporaryFiles()).isEmpty();
        } finally {
            run("umount", folder.toString());
        }
    }

    private java.util.List<Path> temporaryFiles() throws IOException {
        try (var files = Files.list(folder.resolve(DurableFiles.TEMPORARY))) {
            return files.toList();
        }
    }

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }
}
