package io.twinkeep.core.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryTest {
    private final SplittableRandom random = new SplittableRandom(10);

    @Test
    void whatWasWrittenIsReadAgain() {
        byte[] bytes = new BinaryWriter()
                .u8(200)
                .i32(-7)
                .i64(Long.MIN_VALUE)
                .count(300)
                .sized(new byte[] {1, 2})
                .raw(new byte[] {3})
                .bytes();
        var in = new BinaryReader(bytes);

        assertThat(in.u8()).isEqualTo(200);
        assertThat(in.i32()).isEqualTo(-7);
        assertThat(in.i64()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.count()).isEqualTo(300);
        assertThat(in.sized()).containsExactly(1, 2);
        assertThat(in.raw(1)).containsExactly(3);
        in.end();
    }

    @Test
    void everyCountComesBackInAsFewBytesAsItNeeds() {
        for (int bits = 0; bits < 64; bits++) {
            for (int i = 0; i < 200; i++) {
                long value = bits == 0 ? 0 : random.nextLong() >>> 64 - bits & Long.MAX_VALUE;
                byte[] bytes = new BinaryWriter().count(value).bytes();
                assertThat(new BinaryReader(bytes).count()).isEqualTo(value);
                assertThat(bytes).hasSize(Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7));
            }
        }
        assertThat(new BinaryReader(new BinaryWriter().count(Long.MAX_VALUE).bytes()).count())
                .isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> new BinaryWriter().count(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCountWithoutEndIsNotBelieved() {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xff);

        assertThatThrownBy(() -> new BinaryReader(endless).count()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BinaryReader(Arrays.copyOf(endless, 5)).count())
                .isInstanceOf(BufferUnderflowException.class);
    }

    @Test
    void noLengthBeyondTheEndIsBelieved() {
        byte[] hostile =
                new BinaryWriter().count(Integer.MAX_VALUE).raw(new byte[9]).bytes();

        assertThatThrownBy(() -> new BinaryReader(hostile).sized()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BinaryReader(hostile).raw(15)).isInstanceOf(BufferUnderflowException.class);
        assertThatThrownBy(() -> new BinaryReader(hostile).raw(-1)).isInstanceOf(BufferUnderflowException.class);
        assertThatThrownBy(() -> new BinaryReader(hostile).smallCount(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BinaryReader(hostile).end()).isInstanceOf(IllegalArgumentException.class);
    }
}
