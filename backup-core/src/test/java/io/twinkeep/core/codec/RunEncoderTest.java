package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunEncoderTest {
    private final RunEncoder encoder = new RunEncoder(new PlaneEncoder());
    private final RunDecoder decoder = new RunDecoder(new PlaneDecoder());
    private final Random random = new Random(20260302);

    private final IntSupplier[] shapes = {
        () -> 0,
        () -> random.nextInt(3),
        () -> random.nextInt(1000) == 0 ? 15 : random.nextInt(15),
        () -> random.nextInt(1000) == 0 ? 0xFFFF : 1,
        () -> random.nextInt(20),
        () -> random.nextInt() >>> 16 + random.nextInt(16),
        () -> 0xFFFF
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 15, 16, 17, 1000, 20_001})
    void numbersOf16BitsComeBack(int count) {
        for (IntSupplier shape : shapes) {
            var numbers = new byte[2 * NumberLanes.padded(count)];
            for (int i = 0; i < count; i++) {
                Bytes.putShort(numbers, 2 * i, shape.getAsInt());
            }
            var out = new byte[4 * count + 100];
            int end = encoder.write16(numbers.clone(), 0, count, out, 3, out.length);

            var back = new byte[6 + numbers.length];
            assertThat(decoder.read16(out, 3, end, back, 6, count)).isEqualTo(end);
            assertThat(Arrays.copyOfRange(back, 6, 6 + 2 * count)).isEqualTo(Arrays.copyOf(numbers, 2 * count));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 17, 20_001})
    void numbersOf32BitsComeBack(int count) {
        for (IntSupplier shape : shapes) {
            var numbers = new byte[4 * count];
            for (int i = 0; i < count; i++) {
                int shift = random.nextInt(16);
                Bytes.putInt(numbers, 4 * i, shape.getAsInt() << shift);
            }
            var out = new byte[8 * count + 100];
            int end = encoder.write32(numbers, 0, count, out, 3, out.length);

            var back = new byte[6 + numbers.length];
            assertThat(decoder.read32(out, 3, end, back, 6, count)).isEqualTo(end);
            assertThat(Arrays.copyOfRange(back, 6, back.length)).isEqualTo(numbers);
        }
    }
}
