package io.twinkeep.core.codec;

import java.util.Arrays;

/** Guesses from a few windows of a block how small its planes would become. Not thread-safe: it reuses its arrays. */
final class Sampler {
    /** A plane whose sample promises less than this is stored as it is. */
    private static final double RAW_FROM_BITS = 7.8;

    private static final int WINDOWS = 8;
    private static final int WINDOW_BYTES = 1024;
    private static final int SAMPLE = WINDOWS * WINDOW_BYTES;

    /** c · log2(c) for every count in a sample. */
    private static final double[] COUNT_TIMES_LOG = countTimesLog();

    private final PlaneSet planes = new PlaneSet();
    private final int[] starts = new int[PlaneSet.MOST_PLANES];
    private final int[] counts = new int[256];

    private static double[] countTimesLog() {
        var table = new double[SAMPLE + 1];
        for (int count = 2; count <= SAMPLE; count++) {
            table[count] = count * Math.log(count) / Math.log(2);
        }
        return table;
    }

    /** The plan for a layout that is known. */
    Plan plan(byte[] raw, int offset, int length, Layout layout, int phase) {
        int sampled = sample(raw, offset + phase, length - phase, layout);
        if (sampled == 0) {
            return new Plan(layout, phase, (1 << layout.stride()) - 1, 1);
        }
        int rawPlanes = 0;
        double bits = 0;
        for (int plane = 0; plane < layout.stride(); plane++) {
            double entropy = entropy(planes.arrays[plane], sampled);
            boolean isRaw = entropy > RAW_FROM_BITS;
            rawPlanes |= isRaw ? 1 << plane : 0;
            bits += isRaw ? 8 : entropy;
        }
        return new Plan(layout, phase, rawPlanes, bits / (8 * layout.stride()));
    }

    /** The best plan for bytes of which nothing is known. */
    Plan bestPlan(byte[] raw, int offset, int length) {
        Plan best = plan(raw, offset, length, Layout.BYTES, 0);
        best = better(best, plan(raw, offset, length, Layout.PAIRS, 0));
        best = better(best, plan(raw, offset, length, Layout.QUADS, 0));
        for (int phase = 0; phase < Math.min(4, length); phase++) {
            if (phase < 2) {
                best = better(best, plan(raw, offset, length, Layout.BF16, phase));
            }
            best = better(best, plan(raw, offset, length, Layout.F32, phase));
        }
        return best;
    }

    /** A later plan must win clearly: samples are noisy and the first ones are simpler. */
    private static Plan better(Plan best, Plan next) {
        return next.bytesPerByte() < best.bytesPerByte() * 0.997 ? next : best;
    }

    /** Splits evenly spread windows into the planes; returns the number of elements. */
    private int sample(byte[] raw, int offset, int length, Layout layout) {
        int stride = layout.stride();
        int each = WINDOW_BYTES / stride;
        boolean isSmall = length < 2 * SAMPLE;
        int windows = isSmall ? 1 : WINDOWS;
        int count = isSmall ? Math.min(length, SAMPLE) / stride : each;
        for (int plane = 0; plane < stride; plane++) {
            planes.useScratch(plane, SAMPLE / stride);
        }
        int step = length / WINDOWS / stride * stride;
        for (int window = 0; window < windows; window++) {
            Arrays.fill(starts, window * each);
            PlaneSplitter.split(layout, raw, offset + window * step, count, planes.arrays, starts);
        }
        return windows * count;
    }

    /** Bits a symbol, corrected for the smallness of the sample (Miller and Madow). */
    private double entropy(byte[] plane, int count) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            counts[plane[i] & 0xFF]++;
        }
        double sum = 0;
        int distinct = 0;
        for (int each : counts) {
            sum += COUNT_TIMES_LOG[each];
            distinct += each > 0 ? 1 : 0;
        }
        double correction = (distinct - 1) / (2 * count * Math.log(2));
        return Math.min(8, (COUNT_TIMES_LOG[count] - sum) / count + correction);
    }
}
