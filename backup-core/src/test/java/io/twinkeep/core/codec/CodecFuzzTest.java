package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that the codec did not write end as Corrupt or as wrong bytes of the right room, never as anything else. */
class CodecFuzzTest {
    private static final int MUTATIONS = 150;

    private final ChunkCodec codec = Codecs.create();
    private final Random random = new Random(20260101);

    @Test
    void flippedBitsAreCorruptOrDecodeWithinTheirRoom() {
        for (Sample sample : samples()) {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] encoded = sample.encoded.clone();
                int flips = 1 + random.nextInt(4);
                for (int flip = 0; flip < flips; flip++) {
                    // Half of the flips hit the first bytes, where the lengths and tables are.
                    int range = random.nextBoolean() ? encoded.length : Math.min(encoded.length, 64);
                    encoded[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
                }
                decodeOrCorrupt(sample, encoded);
            }
        }
    }

    @Test
    void truncatedChunksAreCorrupt() {
        for (Sample sample : samples()) {
            for (int i = 0; i < MUTATIONS / 3; i++) {
                byte[] cut = Arrays.copyOf(sample.encoded, random.nextInt(sample.encoded.length));
                assertThatThrownBy(() -> decode(sample, cut)).isInstanceOf(Corrupt.class);
            }
        }
    }

    @Test
    void chunksWithBytesTooManyAreCorrupt() {
        for (Sample sample : samples()) {
            byte[] longer = Arrays.copyOf(sample.encoded, sample.encoded.length + 1);
            assertThatThrownBy(() -> decode(sample, longer)).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void randomBytesBehindAValidHeaderAreCorruptOrDecodeWithinTheirRoom() {
        for (Sample sample : samples()) {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] encoded = sample.encoded.clone();
                int from = Math.min(encoded.length, 5 + random.nextInt(12));
                for (int at = from; at < encoded.length; at++) {
                    encoded[at] = (byte) random.nextInt();
                }
                decodeOrCorrupt(sample, encoded);
            }
        }
    }

    @Test
    void aChunkWithoutItsBaseIsCorrupt() {
        for (Sample sample : samples()) {
            if (sample.base != null) {
                var alone = new Sample(sample.encoded, null, sample.length);
                decodeOrCorrupt(alone, sample.encoded);
            }
        }
    }

    @Test
    void aChunkLongerThanItsRoomIsCorrupt() {
        Sample sample = samples().getFirst();
        var room = new byte[sample.length - 1];
        assertThatThrownBy(() -> codec.decode(sample.encoded, 0, sample.encoded.length, sample.base, 0, room, 0))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("expected");
    }

    private void decodeOrCorrupt(Sample sample, byte[] encoded) {
        try {
            assertThat(decode(sample, encoded)).isBetween(0, sample.length);
        } catch (Corrupt expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    private int decode(Sample sample, byte[] encoded) {
        return codec.decode(encoded, 0, encoded.length, sample.base, 0, new byte[sample.length], 0);
    }

    private List<Sample> samples() {
        var samples = new ArrayList<Sample>();
        for (TestData data : TestData.values()) {
            byte[] base = data.bytes(5, 9_001);
            byte[] next = data.next(6, base);
            for (ElementType type : new ElementType[] {ElementType.OPAQUE, ElementType.BF16, ElementType.F32}) {
                samples.add(sample(next, null, type));
                samples.add(sample(next, base, type));
            }
        }
        float[] weights = TestWeights.gaussian(7, 30_000, 0.02);
        byte[] base = TestWeights.asBf16(weights);
        byte[] drifted = TestWeights.asBf16(TestWeights.drifted(weights, 8, 1e-4));
        samples.add(sample(drifted, base, ElementType.BF16));
        samples.add(sample(
                TestWeights.asF32(TestWeights.drifted(weights, 8, 1e-4)), TestWeights.asF32(weights), ElementType.F32));
        return samples;
    }

    private Sample sample(byte[] raw, byte[] base, ElementType type) {
        var out = new byte[raw.length + ChunkCodec.maxOverhead(raw.length)];
        int size = base == null
                ? codec.encode(raw, 0, raw.length, type, out, 0)
                : codec.encodeDelta(raw, 0, base, 0, raw.length, type, out, 0);
        return new Sample(Arrays.copyOf(out, size), base, raw.length);
    }

    private record Sample(byte[] encoded, byte[] base, int length) {}
}
