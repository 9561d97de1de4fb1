package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;

/** Codes one block against the same bytes of an earlier version, or alone where that is smaller. Not thread-safe. */
final class DeltaEncoder {
    /** Of the estimated size alone, what a difference may cost at most. */
    private static final double WORTH_A_BASE = 0.99;

    private final BlockEncoder alone;
    private final OrderedEncoder ordered;
    private byte[] differences = new byte[0];
    private byte[] candidate = new byte[0];

    DeltaEncoder(BlockEncoder alone) {
        this.alone = alone;
        this.ordered = new OrderedEncoder();
    }

    /** Writes header and payload; returns the position behind them, at most {@code length} + 20 bytes further. */
    int write(byte[] raw, int offset, byte[] base, int baseOffset, int length, ElementType type, byte[] out, int at) {
        if (Arrays.equals(raw, offset, offset + length, base, baseOffset, baseOffset + length)) {
            return BlockCoding.seal(BlockCoding.EQUAL, out, at, at + BlockCoding.HEADER);
        }
        if (BlockEncoder.isPeriodic(raw, offset, length)) {
            return alone.write(raw, offset, length, type, out, at);
        }
        Plan plan = alone.plan(raw, offset, length, type);
        FloatKind kind = FloatKind.of(plan.layout(), type);
        return kind == null
                ? writeIntegers(raw, offset, base, baseOffset, length, type, out, at)
                : writeFloats(raw, offset, base, baseOffset, length, type, plan, kind, out, at);
    }

    private int writeFloats(
            byte[] raw,
            int offset,
            byte[] base,
            int baseOffset,
            int length,
            ElementType type,
            Plan plan,
            FloatKind likely,
            byte[] out,
            int at) {
        int phase = plan.phase();
        int count = (length - phase) / likely.width() & -TansEncoder.ROUND;
        FloatKind kind = withZeroBits(likely, raw, offset + phase, base, baseOffset + phase, count);
        int start = at + BlockCoding.HEADER;
        out[start] = (byte) (kind.ordinal() | phase << 4);
        int end = phase + count * kind.width();
        System.arraycopy(raw, offset, out, start + 1, phase);
        System.arraycopy(raw, offset + end, out, start + 1 + phase, length - end);
        int limit = start + (int) (WORTH_A_BASE * Math.min(1, plan.bytesPerByte()) * length);
        int first = start + 1 + phase + length - end;
        int written = ordered.write(raw, offset + phase, base, baseOffset + phase, count, kind, out, first, limit);
        return written < 0
                ? alone.write(raw, offset, length, type, out, at)
                : BlockCoding.seal(BlockCoding.ORDERED, out, at, written);
    }

    /** 32-bit floats may hold shorter ones; then only those are compared. */
    private static FloatKind withZeroBits(FloatKind kind, byte[] raw, int from, byte[] base, int baseFrom, int count) {
        if (kind != FloatKind.F32) {
            return kind;
        }
        int zeroBits = DeltaScanner.commonZeroBits(raw, from, count);
        if (zeroBits >= FloatKind.F32_HOLDING_F16.zeroBits()) {
            zeroBits = Math.min(zeroBits, DeltaScanner.commonZeroBits(base, baseFrom, count));
        }
        if (zeroBits >= FloatKind.F32_HOLDING_BF16.zeroBits()) {
            return FloatKind.F32_HOLDING_BF16;
        }
        return zeroBits >= FloatKind.F32_HOLDING_F16.zeroBits() ? FloatKind.F32_HOLDING_F16 : kind;
    }

    private int writeIntegers(
            byte[] raw, int offset, byte[] base, int baseOffset, int length, ElementType type, byte[] out, int at) {
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
