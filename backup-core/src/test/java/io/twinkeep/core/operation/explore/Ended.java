package io.twinkeep.core.operation.explore;

/** The last event of an actor, told by the exploration itself. */
public sealed interface Ended {
    record Well() implements Ended {}

    /** {@code failure} is the simple name of a sorted failure, or {@code a defect} for any other. */
    record Failed(String failure, String message) implements Ended {}
}
