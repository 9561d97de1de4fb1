package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights and bases that are not like real ones: whatever they are, they come back, or coding gives up. */
class OrderedEncoderTest {
    private static final int[] COUNTS = {8, 16, 1000, 2048, 2056, 20_000, 70_008};

    private final OrderedEncoder encoder = new OrderedEncoder();
    private final OrderedDecoder decoder = new OrderedDecoder();
    private final Random random = new Random(20260302);

    private final IntSupplier[] bases = {
        () -> 0,
        () -> 0xFFFFFFFF,
        random::nextInt,
        () -> Float.floatToIntBits((float) random.nextGaussian()),
        () -> random.nextInt(1000) == 0 ? random.nextInt() : 0x3C800000,
        // Exponents far apart, with nothing between them.
        () -> random.nextBoolean() ? 0x00800000 : 0x7F000000
    };

    private final IntBinaryOperator[] changes = {
        (base, unit) -> base,
        (base, unit) -> base + random.nextInt(3) * unit,
        (base, unit) -> base + (random.nextInt(1000) == 0 ? random.nextInt() / unit : 1) * unit,
        (base, unit) -> base ^ (random.nextInt() >>> random.nextInt(32)) / unit * unit,
        (base, unit) -> random.nextInt() / unit * unit
    };

    @ParameterizedTest
    @EnumSource(FloatKind.class)
    void weightsOfAnyShapeComeBack(FloatKind kind) {
        for (IntSupplier base : bases) {
            for (IntBinaryOperator change : changes) {
                for (int count : COUNTS) {
                    assertComesBack(kind, count, base, change);
                }
            }
        }
    }

    private void assertComesBack(FloatKind kind, int count, IntSupplier bases, IntBinaryOperator change) {
        int width = kind.width();
        int unit = 1 << kind.zeroBits();
        var base = new byte[width * count];
        var raw = new byte[width * count];
        for (int i = 0; i < count; i++) {
            int old = bases.getAsInt() >>> 32 - 8 * width >> kind.zeroBits() << kind.zeroBits();
            put(base, width, i, old);
            put(raw, width, i, change.applyAsInt(old, unit));
        }
        var out = new byte[5 + 6 * count * width + 10_000];
        int end = encoder.write(raw, 0, base, 0, count, kind, out, 5, out.length);

        var back = new byte[raw.length];
        byte[] exact = Arrays.copyOf(out, end);
        assertThat(decoder.read(exact, 5, end, kind, base, 0, count, back, 0)).isEqualTo(end);
        assertThat(Arrays.equals(back, raw)).isTrue();
        assertThat(encoder.write(raw, 0, base, 0, count, kind, out, 5, end - 1)).isEqualTo(-1);
        assertThat(encoder.write(raw, 0, base, 0, count, kind, out, 5, 6)).isEqualTo(-1);
    }

    private static void put(byte[] bytes, int width, int index, int weight) {
        if (width == 2) {
            Bytes.putShort(bytes, 2 * index, weight);
        } else {
            Bytes.putInt(bytes, 4 * index, weight);
        }
    }
}
