package io.twinkeep.bench;

import java.util.Optional;

/**
 * One figure beside its bar.
 *
 * @param what is told, for example {@code wall, of restic auto's}
 * @param unit after the figure; empty for a ratio
 */
record Verdict(String what, double figure, String unit, Optional<Bar> bar) {
    /** What a figure must reach: at most {@code limit}, or at least. */
    record Bar(double limit, boolean atMost) {
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
            return (atMost ? "≤ " : "≥ ") + limit;
        }
    }

    boolean missed() {
        return bar.isPresent() && !bar.get().metBy(figure);
    }
}
