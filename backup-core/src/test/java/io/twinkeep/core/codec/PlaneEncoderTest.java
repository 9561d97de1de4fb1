package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneEncoderTest {
    private final PlaneEncoder encoder = new PlaneEncoder();
    private final PlaneDecoder decoder = new PlaneDecoder();
    private final Random random = new Random(20260301);

    @Test
    void exponentsThatTheSampleMissedAreCodedNevertheless() {
        byte[] plane = exponents(1 << 17);
        for (int at : new int[] {9, 40_010, 70_011, 131_071}) {
            plane[at] = 3;
        }
        assertExponentsComeBack(plane, 50_000);
    }

    @Test
    void exponentsWhoseSampleIsNotLikeTheRestAreCodedNevertheless() {
        var plane = new byte[1 << 17];
        for (int i = 0; i < plane.length; i++) {
            // The sample sees every fourth word of eight bytes, and there nearly always the same.
            boolean sampled = i % 32 < 8;
            plane[i] = (byte) (sampled ? 100 + (random.nextInt(50) == 0 ? random.nextInt(8) : 0) : random.nextInt(101));
        }
        assertExponentsComeBack(plane, plane.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 63, 64, 65, 1000, 65_535, 65_536, 65_543, 131_072})
    void exponentsOfAnyNumberComeBack(int count) {
        assertExponentsComeBack(exponents(count), count + 1);
    }

    private void assertExponentsComeBack(byte[] plane, int mostBytes) {
        var out = new byte[2 * plane.length + 64];
        int end = encoder.writeExponents(plane, plane.length, out, 5);

        assertThat(end - 5).isLessThanOrEqualTo(mostBytes + 1);
        assertThat(decoded(out, 5, end, plane.length)).isEqualTo(plane);
    }

    private byte[] decoded(byte[] out, int at, int end, int count) {
        var back = new byte[count + 8];
        assertThat(decoder.read(out, at, end, back, count)).isEqualTo(end);
        return Arrays.copyOf(back, count);
    }

    private byte[] exponents(int count) {
        return plane(count, i -> Math.getExponent(random.nextGaussian() * 0.02) + 127);
    }

    private static byte[] plane(int count, IntUnaryOperator shape) {
        var plane = new byte[count];
        for (int i = 0; i < count; i++) {
            plane[i] = (byte) shape.applyAsInt(i);
        }
        return plane;
    }
}
