package io.twinkeep.agent.config;

/** What a store is opened for; each may have credentials of its own, so that a thief of one can't do the others. */
public enum StorePurpose {
    /** Reads and adds; deletes nothing. */
    WRITE,
    /** Reads, adds and deletes. */
    PRUNE,
    /** Only reads. */
    FOLLOW
}
