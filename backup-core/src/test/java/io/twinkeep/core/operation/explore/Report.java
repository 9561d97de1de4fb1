package io.twinkeep.core.operation.explore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How an exploration ended. {@code complete} if every reachable state was seen; positions are distinct places of actors. */
public record Report(
        int states,
        long steps,
        int positions,
        int contents,
        boolean complete,
        Duration time,
        Optional<Counterexample> counterexample) {
    /** A shortest schedule that breaks a rule. */
    public record Counterexample(String broken, List<String> schedule) {
        @Override
        public String toString() {
            return broken + "\n  " + String.join("\n  ", schedule);
        }
    }

    @Override
    public String toString() {
        return String.format(
                "%,d states, %,d steps, %,d positions of actors, %,d checked situations, %s, %.1f s%s",
                states,
                steps,
                positions,
                contents,
                complete ? "complete" : "stopped",
                time.toMillis() / 1000.0,
                counterexample.map(c -> "\n" + c).orElse(""));
    }
}
