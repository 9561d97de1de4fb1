package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;

/** Codes one block against the same bytes of an earlier version, or alone where that is smaller. Not thread-safe. */
final class DeltaEncoder {
    private final BlockEncoder alone;
    private byte[] differences = new byte[0];
    private byte[] candidate = new byte[0];

    DeltaEncoder(BlockEncoder alone) {
        this.alone = alone;
    }

    int write(byte[] raw, int offset, byte[] base, int baseOffset, int length, ElementType type, byte[] out, int at) {
        if (Arrays.equals(raw, offset, offset + length, base, baseOffset, baseOffset + length)) {
            return BlockCoding.seal(BlockCoding.EQUAL, out, at, at + BlockCoding.HEADER);
        }
        int end = alone.write(raw, offset, length, type, out, at);
        int size = writeDifference(raw, offset, base, baseOffset, length, type.bytes());
        if (size >= end - at) {
            return end;
        }
        System.arraycopy(candidate, 0, out, at, size);
        return at + size;
    }

    /** Codes the differences into {@link #candidate}; returns their size with the header. */
    private int writeDifference(byte[] raw, int offset, byte[] base, int baseOffset, int length, int width) {
        if (differences.length < length) {
            differences = new byte[length];
            candidate = new byte[length + 64];
        }
        Difference.subtract(raw, offset, base, baseOffset, length, width, differences);
        candidate[BlockCoding.HEADER] = (byte) width;
        int inner = BlockCoding.HEADER + 1;
        int end = alone.write(differences, 0, length, Difference.typeFor(width), candidate, inner);
        return BlockCoding.seal(BlockCoding.DIFFERENCE, candidate, 0, end);
    }
}
