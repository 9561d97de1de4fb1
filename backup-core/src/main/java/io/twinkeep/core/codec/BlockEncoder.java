package io.twinkeep.core.codec;

import io.twinkeep.core.tensor.ElementType;
import java.util.Arrays;

/** Codes one block alone, the cheapest of several ways. Not thread-safe: it reuses its arrays. */
final class BlockEncoder {
    /** A sampled zstd size up to this much worse than the planes' is worth trying: a sample sees no far repetitions. */
    private static final double WORTH_TRYING = 1.1;

    private final Sampler sampler = new Sampler();
    private final PlanesEncoder planes;
    private final Zstandard zstandard = new Zstandard();

    BlockEncoder(PlaneEncoder planes) {
        this.planes = new PlanesEncoder(planes);
    }

    /** Writes header and payload; returns the position behind them, at most {@code length} + 20 bytes further. */
    int write(byte[] raw, int offset, int length, ElementType type, byte[] out, int at) {
        if (isPeriodic(raw, offset, length)) {
            System.arraycopy(raw, offset, out, at + BlockCoding.HEADER, BlockCoding.PERIOD);
            int end = at + BlockCoding.HEADER + BlockCoding.PERIOD;
            return BlockCoding.seal(BlockCoding.PERIODIC, out, at, end);
        }
        Plan plan = plan(raw, offset, length, type);
        boolean tryZstd =
                !isFloat(type) && zstandard.estimate(raw, offset, length) < WORTH_TRYING * plan.bytesPerByte();
        return writeCheapest(raw, offset, length, plan, tryZstd, out, at);
    }

    /** Estimated coded size of the block alone for each of its bytes. */
    Plan plan(byte[] raw, int offset, int length, ElementType type) {
        return type == ElementType.OPAQUE
                ? sampler.bestPlan(raw, offset, length)
                : sampler.plan(raw, offset, length, Layout.of(type), 0);
    }

    static boolean isPeriodic(byte[] raw, int offset, int length) {
        int period = BlockCoding.PERIOD;
        int end = offset + length;
        return length > 2 * period && Arrays.equals(raw, offset, end - period, raw, offset + period, end);
    }

    private static boolean isFloat(ElementType type) {
        return switch (type) {
            case BF16, F16, F32, F64, F8 -> true;
            case OPAQUE, I8, PACKED, I16, I32, I64 -> false;
        };
    }

    private int writeCheapest(byte[] raw, int offset, int length, Plan plan, boolean tryZstd, byte[] out, int at) {
        int start = at + BlockCoding.HEADER;
        int end = plan.bytesPerByte() < 1 ? planes.write(raw, offset, length, plan, out, start) : start + length;
        int coding = BlockCoding.PLANES;
        if (end - start >= length) {
            coding = BlockCoding.RAW;
            end = start + length;
        }
        if (tryZstd) {
            int size = zstandard.compress(raw, offset, length);
            if (size < end - start) {
                System.arraycopy(zstandard.frame(), 0, out, start, size);
                return BlockCoding.seal(BlockCoding.ZSTD, out, at, start + size);
            }
        }
        if (coding == BlockCoding.RAW) {
            System.arraycopy(raw, offset, out, start, length);
        }
        return BlockCoding.seal(coding, out, at, end);
    }
}
