package io.twinkeep.core.objectstore;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a store was seen to do.
 *
 * @param upMiBs upload of large bodies one after the other, MiB a second; empty if it wasn't measured
 * @param downMiBs the same for downloads
 */
public record ProbeReport(List<Check> checks, OptionalDouble upMiBs, OptionalDouble downMiBs) {
    public enum Outcome {
        OK,
        FAILED,
        SKIPPED
    }

    /** One promise of a store, how it was kept, and what was seen, in words. */
    public record Check(String name, Outcome outcome, String detail) {}

    public ProbeReport {
        checks = List.copyOf(checks);
    }

    /** Whether commits are safe on this store: no check failed. */
    public boolean holdsProtocol() {
        return checks.stream().noneMatch(check -> check.outcome == Outcome.FAILED);
    }
}
