package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.tensor.TestWeights;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.WeightFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story that the product exists for, over a real wire. */
abstract class EndToEndContract {
    @TempDir
    Path dir;

    /** An empty store; each call gives another. */
    abstract ObjectStore emptyStore();

    /** Bytes of the model. */
    abstract long modelBytes();

    @Test
    void aModelOutlivesItsRegionAndItsRepository() throws Exception {
        Path model = dir.resolve("model");
        try (ObjectStore first = emptyStore();
                ObjectStore second = emptyStore()) {
            TestModel primary = TestModel.createOn(first);
            TestModel mirror = primary.mirrorOn(second);
            TestWeights weights = TestWeights.transformer(1, Kind.BF16, modelBytes());
            write(weights, model);
            long full = primary.backup(model).bytesStored();
            for (int day = 1; day <= 3; day++) {
                weights = weights.drifted(day, 1e-5);
                write(weights, model);
                long incremental = primary.backup(model).bytesStored();
                assertThat(incremental).isLessThan(full / 5);
            }
            String digest = sha256sums(model);
            primary.replicateTo(mirror);
            deleteAll(first);

            mirror.restore(dir.resolve("standby"));

            assertThat(sha256sums(dir.resolve("standby"))).isEqualTo(digest);
            assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(digest);
        }
    }

    private static void deleteAll(ObjectStore store) {
        try (var objects = store.list(new io.twinkeep.core.ids.ObjectKey("models"))) {
            objects.toList().forEach(object -> store.delete(object.key()));
        }
    }

    private static void write(TestWeights weights, Path model) throws IOException {
        java.nio.file.Files.createDirectories(model.resolve("transformer"));
        WeightFiles.safetensors(weights, model.resolve("transformer"), "diffusion_pytorch_model", 3);
    }

    /** By coreutils, which know nothing of us. */
    static String sha256sums(Path dir) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "bash", "-c", "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum")
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer.substring(0, 64);
    }
}
