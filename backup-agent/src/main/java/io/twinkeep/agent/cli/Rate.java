package io.twinkeep.agent.cli;

/** Bytes a second over the last seconds, so that a slow start is forgotten and a single stall isn't the whole truth. */
final class Rate {
    // Weighs what is 5 s old at 1/e.
    private static final double MEMORY_NANOS = 5e9;

    private long lastNanos;
    private long lastBytes;
    private double weightedBytes;
    private double weightedNanos;

    Rate(long startNanos) {
        this.lastNanos = startNanos;
    }

    void sample(long nanos, long bytes) {
        double fade = Math.exp(-(nanos - lastNanos) / MEMORY_NANOS);
        weightedBytes = weightedBytes * fade + (bytes - lastBytes);
        weightedNanos = weightedNanos * fade + (nanos - lastNanos);
        lastNanos = nanos;
        lastBytes = bytes;
    }

    double perSecond() {
        return weightedNanos <= 0 ? 0 : weightedBytes / weightedNanos * 1e9;
    }
}
