package io.twinkeep.core.operation.explore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Notes it in a file for whoever wants to know how much was seen; a test's output tells failures only. */
    public void keep(String name) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "explorations"));
            Files.writeString(folder.resolve(name + ".txt"), this + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
