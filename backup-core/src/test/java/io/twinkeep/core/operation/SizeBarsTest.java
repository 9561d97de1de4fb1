package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.tensor.TestWeights;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.TestWeights.Tensor;
import io.twinkeep.core.tensor.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a repository may weigh, in percent of the model's bytes, everything in it included. */
@Tag("slow")
class SizeBarsTest {
    private static final int BYTES = 96 << 20;

    @TempDir
    Path dir;

    @TempDir
    Path standby;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel repository = TestModel.createOn(store);

    @ParameterizedTest
    @CsvSource({"BF16, 66.6", "F32, 83.4", "F32_HOLDING_BF16, 33.6", "F16, 84.8"})
    void aFullOfGaussianWeights(Kind kind, double percent) throws IOException {
        write(weights(kind, 0.01, 0.04), "model", 2);

        repository.backup(dir);

        assertPercent("full " + kind, stored(), percent);
        restoresEqual();
    }

    @ParameterizedTest
    @CsvSource({"3e-6, 3.0", "1e-5, 6.1", "1e-4, 19.3", "1e-3, 40"})
    void aDayOfDrift(double sigma, double percent) throws IOException {
        TestWeights monday = weights(Kind.BF16, 0.02, 0.02);

        assertPercent("drift " + sigma, secondDay(monday, monday.drifted(99, sigma), 1), percent);
        restoresEqual();
    }

    @Test
    void onePercentOfTheWeightsMovedByOneUnit() throws IOException {
        TestWeights monday = weights(Kind.BF16, 0.02, 0.02);

        assertPercent("1 % nudged", secondDay(monday, monday.nudged(99, 0.01), 1), 0.60);
        restoresEqual();
    }

    @Test
    void anUntouchedModel() throws IOException {
        TestWeights monday = weights(Kind.BF16, 0.02, 0.02);
        write(monday, "model", 1);
        repository.backup(dir);
        long before = stored();

        repository.backup(dir);

        assertPercent("untouched", stored() - before, 0.01);
    }

    @Test
    void aReShardedOrRenamedCopy() throws IOException {
        TestWeights monday = weights(Kind.BF16, 0.02, 0.02);
        write(monday, "model", 1);
        repository.backup(dir);
        long before = stored();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        write(monday, "diffusion_pytorch_model", 3);
        repository.mayShrink().backup(dir);

        assertPercent("re-sharded and renamed", stored() - before, 0.2);
        restoresEqual();
    }

    private long secondDay(TestWeights monday, TestWeights tuesday, int shards) throws IOException {
        write(monday, "model", shards);
        repository.backup(dir);
        long before = stored();
        write(tuesday, "model", shards);
        repository.backup(dir);
        return stored() - before;
    }

    private void restoresEqual() {
        repository.restore(standby);
        assertThat(TestModel.digest(standby)).isEqualTo(TestModel.digest(dir));
    }

    private static void assertPercent(String what, long stored, double percent) {
        double actual = 100.0 * stored / BYTES;
        System.out.printf(Locale.ROOT, "size bar: %-24s %7.3f %% of at most %s %%%n", what, actual, percent);
        assertThat(actual).as(what).isLessThanOrEqualTo(percent);
    }

    private void write(TestWeights weights, String stem, int shards) {
        WeightFiles.safetensors(weights, dir, stem, shards);
    }

    private static TestWeights weights(Kind kind, double least, double most) {
        long each = 4 << 20;
        int width = kind == Kind.BF16 || kind == Kind.F16 ? 2 : 4;
        var tensors = new ArrayList<Tensor>();
        int count = (int) (BYTES / (each * width));
        for (int i = 0; i < count; i++) {
            double sigma = least + (most - least) * i / Math.max(1, count - 1);
            tensors.add(new Tensor("layers." + i + ".weight", kind, List.of(2048L, each / 2048), sigma, 7 + i));
        }
        return TestWeights.of(tensors);
    }

    private long stored() {
        long bytes = 0;
        for (String folder : List.of("models", "keys")) {
            try (Stream<ObjectInfo> objects = store.list(new ObjectKey(folder))) {
                bytes += objects.mapToLong(ObjectInfo::size).sum();
            }
        }
        return bytes
                + store.find(new ObjectKey("repository.json")).orElseThrow().size();
    }
}
