package io.twinkeep.core.operation.explore;

/** The ways in which anything in a set can change. What an actor declares bounds what others must be ordered with. */
public enum Access {
    /** Creates slot 0. */
    START,
    /** Creates any later slot. */
    APPEND,
    /** Overwrites a snapshot with a marker. */
    BURY,
    STORE_PACK,
    DELETE_PACK
}
