package io.twinkeep.agent.spool;

/**
 * A place in the sink's history.
 *
 * @param timeline which history: another one after each promotion
 * @param position in it, growing with each commit (Postgres: the LSN)
 */
public record SinkPosition(long timeline, long position) {
    /** Whether what was committed at {@code commit} is contained in this place. Another timeline contains nothing for sure. */
    boolean contains(SinkPosition commit) {
        return timeline == commit.timeline && position >= commit.position;
    }
}
