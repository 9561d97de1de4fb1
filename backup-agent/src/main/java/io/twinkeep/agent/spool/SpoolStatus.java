package io.twinkeep.agent.spool;

/**
 * @param waiting facts acknowledged and not yet released
 * @param bytes of all segments
 * @param maxBytes when no more facts are taken
 * @param last sequence acknowledged, 0 before the first
 * @param released sequence up to which facts may go
 * @param lost facts found lost to damage since the spool was opened
 */
public record SpoolStatus(long waiting, long bytes, long maxBytes, long last, long released, long lost) {
    /** From 0 to about 1; the agent takes no new outputs at 1. */
    public double fullness() {
        return (double) bytes / maxBytes;
    }
}
