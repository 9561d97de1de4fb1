package io.twinkeep.core.objectstore;

/** Whose bytes go first where a rate is kept, the most urgent first. */
public enum Urgency {
    FIRST,
    NEXT,
    LAST
}
