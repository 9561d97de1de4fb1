package io.twinkeep.agent.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * What the system gives a run.
 *
 * @param columns width of the terminal that {@code err} is, empty if it is none
 * @param home the folder of the agent's own programs and libraries
 * @param random cryptographically strong and thread-safe
 * @param ending how a signal ends a run that does not end by itself
 */
record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        OptionalInt columns,
        Path home,
        InstantSource clock,
        RandomGenerator random,
        Ending ending) {
    boolean isDebug() {
        return !environment.getOrDefault("TWINKEEP_DEBUG", "").isEmpty();
    }
}
