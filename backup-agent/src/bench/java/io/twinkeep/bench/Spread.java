package io.twinkeep.bench;

import java.util.List;

/** The middle of several measurements of the same, and how far apart they were. */
record Spread(double least, double median, double most) {
    /** @param figures in any order, at least one */
    static Spread of(List<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** The figure that so great a share of all is not above. */
    static double at(double share, List<Double> sorted) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}
