package io.twinkeep.core.catalog;

/**
 * A place in the database's write-ahead log: everything written before it was told is below it.
 *
 * @param system which database cluster's log
 * @param timeline which history of it; a promotion begins a new one
 * @param offset bytes from its beginning, unsigned
 */
public record LogPosition(long system, int timeline, long offset) {}
