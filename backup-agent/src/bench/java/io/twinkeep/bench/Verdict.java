package io.twinkeep.bench;

import java.util.Optional;

/**
 * One figure beside its bar.
 *
 * @param what is told, for example {@code wall, of restic auto's}
 * @param unit after the figure; empty for a ratio
 * @param spread of the measurements that the figure is the median of
 */
record Verdict(String what, double figure, String unit, Optional<Bar> bar, Optional<Spread> spread) {
    /** Of one measurement. */
    Verdict(String what, double figure, String unit, Optional<Bar> bar) {
        this(what, figure, unit, bar, Optional.empty());
    }

    /** The median of several. */
    static Verdict of(String what, Spread spread, String unit, Optional<Bar> bar) {
        return new Verdict(what, spread.median(), unit, bar, Optional.of(spread));
    }

    /** What a figure must reach: at most {@code limit}, or at least. */
    record Bar(double limit, boolean atMost) {
        private static final double THOUSAND = 1000; // for three decimals

        static Bar most(double limit) {
            return new Bar(limit, true);
        }

        static Bar least(double limit) {
            return new Bar(limit, false);
        }

        boolean metBy(double figure) {
            return atMost ? figure <= limit : figure >= limit;
        }

        String text() {
            return (atMost ? "≤ " : "≥ ") + Math.round(limit * THOUSAND) / THOUSAND;
        }
    }

    /** The figure as a multiple of its bar. */
    Optional<Double> ratio() {
        return bar.map(found -> figure / found.limit());
    }

    boolean missed() {
        return bar.isPresent() && !bar.get().metBy(figure);
    }
}
