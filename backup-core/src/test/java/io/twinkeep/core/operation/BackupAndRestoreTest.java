package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupAndRestoreTest {
    @TempDir
    Path dir;

    private final TestModel repository = TestModel.createOn(new MemoryObjectStore());
    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectories(dir.resolve("model"));
        write("model_index.json", "{}".getBytes());
        write("empty.bin", new byte[0]);
        write("unet/weights.bin", noise(1, 9_000_000));
        write("unet/naïve name.txt", "text".getBytes());
        Files.createDirectories(model.resolve("empty dir"));
        Files.createSymbolicLink(model.resolve("link"), Path.of("unet/weights.bin"));
    }

    @Test
    void whatWasBackedUpComesBackByteForByte() {
        var backup = repository.backup(model);

        var restored = repository.restore(dir.resolve("standby"));

        assertThat(backup.full()).isTrue();
        assertThat(restored.version()).isEqualTo(backup.version());
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
        assertThat(dir.resolve("standby/link")).isSymbolicLink();
        assertThat(dir.resolve("standby/empty dir")).isDirectory();
    }

    @Test
    void anIncrementalStoresOnlyWhatChanged() throws IOException {
        long full = repository.backup(model).bytesStored();
        write("unet/new.txt", "news".getBytes());

        var incremental = repository.backup(model);
        repository.restore(dir.resolve("standby"));

        assertThat(incremental.full()).isFalse();
        assertThat(incremental.slot()).isEqualTo(1);
        assertThat(incremental.bytesStored()).isLessThan(5_000).isLessThan(full / 100);
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    @Test
    void aRestoreOntoAnOlderVersionFetchesOnlyWhatDiffers() throws IOException {
        repository.backup(model);
        repository.restore(dir.resolve("standby"));
        write("unet/new.bin", noise(2, 100_000));
        repository.backup(model);

        var restored = repository.restore(dir.resolve("standby"));

        assertThat(restored.bytesWritten()).isEqualTo(100_000);
        assertThat(restored.bytesDownloaded()).isBetween(100_000L, 110_000L);
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    @Test
    void aFullFirstCommitsTheSameStateInTheOpenSet() throws IOException {
        repository.backup(model);
        write("model_index.json", "{\"a\":1}".getBytes());

        var full = repository.backup(model, true);

        var listed = new Versions(repository.engine()).list(TestModel.MODEL);
        assertThat(full.full()).isTrue();
        assertThat(full.set().number()).isEqualTo(2);
        assertThat(listed).hasSize(3);
        assertThat(listed.get(1).body().version()).isEqualTo(full.version());
    }

    @Test
    void anOlderVersionIsFoundByItsDigest() throws IOException {
        var first = repository.backup(model);
        String digest = TestModel.digest(model);
        write("unet/weights.bin", noise(3, 9_000_000));
        repository.backup(model);

        repository.restore(
                dir.resolve("standby"),
                new VersionSelector.Digest(first.version().toString().substring(0, 8)));

        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(digest);
    }

    @Test
    void anEmptySourceIsRefused() throws IOException {
        Path empty = Files.createDirectories(dir.resolve("nothing"));

        assertThatThrownBy(() -> repository.backup(empty))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no files");
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = model.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
