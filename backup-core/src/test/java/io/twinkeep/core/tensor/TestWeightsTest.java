package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twinkeep.core.json.Json;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.TestWeights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other tests measure by these weights, so they have to be what they claim. */
class TestWeightsTest {
    private static final int COUNT = 1_000_000;

    @Test
    void theWeightsAreNormallyDistributed() {
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        var weights = ByteBuffer.wrap(bytes(of(Kind.F32)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < COUNT; i++) {
            double w = weights.get(i) / 0.02;
            sum += w;
            squares += w * w;
            fourth += w * w * w * w;
        }

        assertThat(sum / COUNT).isCloseTo(0, within(0.005));
        assertThat(squares / COUNT).isCloseTo(1, within(0.01));
        assertThat(fourth / COUNT).isCloseTo(3, within(0.1));
    }

    @Test
    void driftMovesAsManyStoredWeightsAsTrainingDoes() {
        var weights = of(Kind.BF16);

        // published for sigma 0.02 and bf16: a step of 1e-5 changes 19.8 %, of 1e-4 69.7 %
        assertThat(changed(weights, weights.drifted(5, 1e-5))).isCloseTo(0.198, within(0.005));
        assertThat(changed(weights, weights.drifted(5, 1e-4))).isCloseTo(0.697, within(0.005));
        assertThat(changed(weights, weights.drifted(5, 1e-4, name -> false))).isZero();
    }

    @Test
    void nudgingMovesTheShareAskedForByOneUnitInTheLastPlace() {
        var weights = of(Kind.BF16);
        var nudged = weights.nudged(5, 0.05);
        var before =
                ByteBuffer.wrap(bytes(weights)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        var after =
                ByteBuffer.wrap(bytes(nudged)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();

        assertThat(changed(weights, nudged)).isCloseTo(0.05, within(0.001));
        for (int i = 0; i < COUNT; i++) {
            assertThat(Math.abs(after.get(i) - before.get(i)) <= 1).isTrue();
        }
    }

    @Test
    void theSameSeedsGiveTheSameBytesAndANewNameTheOldOnes() {
        var weights = of(Kind.F16).drifted(1, 1e-3).nudged(2, 0.1);

        assertThat(bytes(weights)).isEqualTo(bytes(of(Kind.F16).drifted(1, 1e-3).nudged(2, 0.1)));
        assertThat(bytes(weights.renamed(name -> "model." + name))).isEqualTo(bytes(weights));
    }

    @Test
    void floatsThatHoldBf16HaveTheirLowHalfZero() {
        byte[] wide = bytes(of(Kind.F32_HOLDING_BF16));
        byte[] narrow = bytes(of(Kind.BF16));

        for (int i = 0; i < COUNT; i++) {
            assertThat(wide[4 * i] == 0 && wide[4 * i + 1] == 0).isTrue();
            assertThat(wide[4 * i + 2] == narrow[2 * i] && wide[4 * i + 3] == narrow[2 * i + 1])
                    .isTrue();
        }
    }

    @Test
    void shardsHoldEveryTensorOnceAndTheIndexSaysWhere(@TempDir Path directory) throws IOException {
        var weights = TestWeights.transformer(1, Kind.BF16, 3, 128);

        List<Path> files = WeightFiles.safetensors(weights, directory, "model", 3);

        assertThat(files).hasSize(3).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        byte[] index = Files.readAllBytes(directory.resolve("model.safetensors.index.json"));
        var map = (Map<?, ?>) Json.object(index, "index").get("weight_map");
        assertThat(map).hasSameSizeAs(weights.tensors());
        assertThat(map.get("layers.2.ffn_norm2.weight")).isEqualTo("model-00003-of-00003.safetensors");
    }

    private static TestWeights of(Kind kind) {
        return TestWeights.of(List.of(new Tensor("w", kind, List.of((long) COUNT), 0.02, 99)));
    }

    private static byte[] bytes(TestWeights weights) {
        return weights.bytes(weights.tensors().getFirst());
    }

    private static double changed(TestWeights before, TestWeights after) {
        byte[] a = bytes(before);
        byte[] b = bytes(after);
        int changed = 0;
        for (int i = 0; i < a.length; i += 2) {
            changed += Arrays.equals(a, i, i + 2, b, i, i + 2) ? 0 : 1;
        }
        return changed / (double) COUNT;
    }
}
