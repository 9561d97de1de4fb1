package io.twinkeep.agent.spool;

/**
 * @param maxBytes of all segments; a spool that holds more takes no facts until some are released
 * @param segmentBytes when a new segment is begun; space comes back by whole segments
 */
public record SpoolSettings(long maxBytes, int segmentBytes) {
    /** A million generation records of usual size: a database may be gone for a day. */
    public static final SpoolSettings DEFAULT = new SpoolSettings(1L << 30, 16 << 20);

    // With fewer segments a spool could be full of facts that are released already.
    private static final int FEWEST_SEGMENTS = 4;

    public SpoolSettings {
        if (segmentBytes < 1 || maxBytes / FEWEST_SEGMENTS < segmentBytes) {
            throw new IllegalArgumentException("a spool needs room for " + FEWEST_SEGMENTS + " segments; " + maxBytes
                    + " bytes are too few for segments of " + segmentBytes);
        }
    }
}
