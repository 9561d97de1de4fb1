package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.tensor.ElementType;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What coding must save on weights like those of real models; a margin for packing is left. */
class CodecRatioTest {
    /** In per cent of the raw bytes: what a chunk's share of its pack may cost besides. */
    private static final double PACKING = 0.05;

    private static final int WEIGHTS = ChunkCodec.MAX_CHUNK / 4;
    private static final double[] SIGMAS = {0.01, 0.02, 0.03, 0.04};

    private final ChunkCodec codec = Codecs.create();

    @Test
    void bf16WeightsCostTwoThirds() {
        assertThat(percentAlone(ElementType.BF16, TestWeights::asBf16)).isLessThan(66.5 - PACKING);
    }

    @Test
    void f32WeightsCostFiveSixths() {
        assertThat(percentAlone(ElementType.F32, TestWeights::asF32)).isLessThan(83.3 - PACKING);
    }

    @Test
    void f32WeightsThatHoldBf16CostOneThird() {
        assertThat(percentAlone(ElementType.F32, TestWeights::asF32HoldingBf16)).isLessThan(33.5 - PACKING);
    }

    @Test
    void f16WeightsCostLessThanTheirEntropyByBytes() {
        assertThat(percentAlone(ElementType.F16, TestWeights::asF16)).isLessThan(84.7 - PACKING);
    }

    @Test
    void weightsInAFileOfUnknownFormatCostTheSame() {
        for (int phase = 0; phase < 4; phase++) {
            int shift = phase;
            double typed = percentAlone(ElementType.BF16, TestWeights::asBf16);
            double opaque = percentAlone(ElementType.OPAQUE, weights -> shifted(TestWeights.asBf16(weights), shift));
            assertThat(opaque).isLessThan(typed + 0.1);
        }
        double typed = percentAlone(ElementType.F32, TestWeights::asF32);
        double opaque = percentAlone(ElementType.OPAQUE, weights -> shifted(TestWeights.asF32(weights), 3));
        assertThat(opaque).isLessThan(typed + 0.1);
    }

    @ParameterizedTest
    @CsvSource({"3e-6, 2.95", "1e-5, 6.0", "1e-4, 19.2", "1e-3, 39.8"})
    void driftCostsLittleMoreThanItsEntropy(double step, double bar) {
        float[] master = TestWeights.gaussian(1, 2 * WEIGHTS, 0.02);
        byte[] base = TestWeights.asBf16(master);
        byte[] next = TestWeights.asBf16(TestWeights.drifted(master, 2, step));

        assertThat(percentDelta(next, base, ElementType.BF16)).isLessThan(bar - PACKING);
    }

    @Test
    void driftOfF32ThatHoldsBf16CostsHalfOfIt() {
        float[] master = TestWeights.gaussian(1, WEIGHTS, 0.02);
        byte[] base = TestWeights.asF32HoldingBf16(master);
        byte[] next = TestWeights.asF32HoldingBf16(TestWeights.drifted(master, 2, 1e-5));

        assertThat(percentDelta(next, base, ElementType.F32)).isLessThan(3.0 - PACKING);
    }

    @Test
    void driftOfF32CostsLessThanItsWeights() {
        float[] master = TestWeights.gaussian(1, WEIGHTS, 0.02);
        byte[] base = TestWeights.asF32(master);
        byte[] next = TestWeights.asF32(TestWeights.drifted(master, 2, 1e-5));

        assertThat(percentDelta(next, base, ElementType.F32)).isLessThan(50);
    }

    @Test
    void oneWeightInAHundredMovedByItsLastBitCostsItsEntropy() {
        byte[] base = TestWeights.asBf16(TestWeights.gaussian(1, 2 * WEIGHTS, 0.02));

        // The entropy is 0.568 %: no room is left for packing at its whole 0.05 %.
        assertThat(percentDelta(TestWeights.nudged(base, 2, 0.01), base, ElementType.BF16))
                .isLessThan(0.59);
        assertThat(percentDelta(TestWeights.nudged(base, 2, 0.001), base, ElementType.BF16))
                .isLessThan(0.09);
    }

    @Test
    void anUntouchedChunkCostsAFewBytes() {
        byte[] base = TestWeights.asBf16(TestWeights.gaussian(1, 2 * WEIGHTS, 0.02));

        assertThat(percentDelta(base.clone(), base, ElementType.BF16)).isLessThan(0.001);
    }

    @Test
    void weightsThatHaveNothingToDoWithTheirBaseCostWhatTheyCostAlone() {
        byte[] base = TestWeights.asBf16(TestWeights.gaussian(1, 2 * WEIGHTS, 0.02));
        byte[] next = TestWeights.asBf16(TestWeights.gaussian(2, 2 * WEIGHTS, 0.02));

        assertThat(percentDelta(next, base, ElementType.BF16)).isLessThan(66.5 - PACKING);
    }

    private double percentAlone(ElementType type, Function<float[], byte[]> asBytes) {
        long raw = 0;
        long coded = 0;
        for (double sigma : SIGMAS) {
            byte[] bytes = asBytes.apply(TestWeights.gaussian(Double.hashCode(sigma), WEIGHTS, sigma));
            var out = new byte[bytes.length + ChunkCodec.maxOverhead(bytes.length)];
            coded += codec.encode(bytes, 0, bytes.length, type, out, 0);
            raw += bytes.length;
        }
        return 100.0 * coded / raw;
    }

    private double percentDelta(byte[] next, byte[] base, ElementType type) {
        var out = new byte[next.length + ChunkCodec.maxOverhead(next.length)];
        return 100.0 * codec.encodeDelta(next, 0, base, 0, next.length, type, out, 0) / next.length;
    }

    private static byte[] shifted(byte[] bytes, int phase) {
        var moved = new byte[bytes.length];
        System.arraycopy(bytes, 0, moved, phase, bytes.length - phase);
        return moved;
    }
}
