package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/** Reads what {@link PlaneEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class PlaneDecoder {
    private final HuffmanDecoder huffman = new HuffmanDecoder();

    /**
     * Decodes {@code count} bytes to the start of {@code plane}, behind which eight bytes may be overwritten; returns the position behind
     * what was read, at most {@code limit}.
     */
    int read(byte[] in, int at, int limit, byte[] plane, int count) {
        switch (in[at]) {
            case PlaneEncoder.RAW -> {
                if (count > limit - at - 1) {
                    throw new Corrupt("a raw plane says it ends behind its block");
                }
                System.arraycopy(in, at + 1, plane, 0, count);
                return at + 1 + count;
            }
            case PlaneEncoder.CONSTANT -> {
                Arrays.fill(plane, 0, count, in[at + 1]);
                return at + 2;
            }
            case PlaneEncoder.HUFFMAN -> {
                return huffman.read(in, at + 1, limit, plane, count);
            }
            default -> throw new Corrupt("a plane has the unknown coding " + in[at]);
        }
    }
}
