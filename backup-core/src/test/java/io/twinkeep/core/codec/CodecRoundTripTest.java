package io.twinkeep.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecRoundTripTest {
    private static final int[] LENGTHS = {0, 1, 2, 3, 5, 16, 255, 4097, 65535, 65536, 65537, 262141, 262144, 262147};

    private final ChunkCodec codec = Codecs.create();

    @ParameterizedTest
    @EnumSource(TestData.class)
    void everyTypeAndLengthComesBackByteForByte(TestData data) {
        byte[] all = data.bytes(1, 300_000);
        byte[] later = data.next(2, all);
        for (ElementType type : ElementType.values()) {
            for (int length : LENGTHS) {
                roundTrip(all, 3, length, type);
                roundTripDelta(later, 3, all, 5, length, type);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestData.class)
    void theLargestChunkComesBackByteForByte(TestData data) {
        byte[] all = data.bytes(3, ChunkCodec.MAX_CHUNK);
        byte[] later = data.next(4, all);
        for (ElementType type : new ElementType[] {ElementType.OPAQUE, ElementType.BF16, ElementType.F32}) {
            roundTrip(all, 0, all.length, type);
            roundTripDelta(later, 0, all, 0, all.length, type);
        }
    }

    private void roundTrip(byte[] raw, int offset, int length, ElementType type) {
        var out = new byte[7 + length + ChunkCodec.maxOverhead(length)];
        int size = codec.encode(raw, offset, length, type, out, 7);
        assertThat(size).isLessThanOrEqualTo(length + ChunkCodec.maxOverhead(length));
        assertDecodes(raw, offset, length, out, size, null, 0, type);
    }

    private void roundTripDelta(byte[] raw, int offset, byte[] base, int baseOffset, int length, ElementType type) {
        var out = new byte[7 + length + ChunkCodec.maxOverhead(length)];
        int size = codec.encodeDelta(raw, offset, base, baseOffset, length, type, out, 7);
        assertThat(size).isLessThanOrEqualTo(length + ChunkCodec.maxOverhead(length));
        assertDecodes(raw, offset, length, out, size, base, baseOffset, type);
    }

    /** Decodes from an array that ends with the chunk, into one with guards on both sides. */
    private void assertDecodes(
            byte[] raw, int offset, int length, byte[] out, int size, byte[] base, int baseOffset, ElementType type) {
        byte[] encoded = Arrays.copyOf(out, 7 + size);
        var decoded = new byte[length + 2];
        decoded[0] = decoded[length + 1] = 42;
        assertThat(codec.decode(encoded, 7, size, base, baseOffset, decoded, 1)).isEqualTo(length);
        if (!Arrays.equals(raw, offset, offset + length, decoded, 1, length + 1)
                || decoded[0] != 42
                || decoded[length + 1] != 42) {
            throw new AssertionError(length + " bytes of " + type + " came back different");
        }
    }
}
