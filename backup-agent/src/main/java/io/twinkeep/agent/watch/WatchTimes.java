package io.twinkeep.agent.watch;

import java.time.Duration;

/**
 * @param poll how often a directory at rest is looked at
 * @param settle it must be unchanged this long before it counts as a version: writers pause between files
 */
public record WatchTimes(Duration poll, Duration settle) {
    public static final WatchTimes DEFAULT = new WatchTimes(Duration.ofSeconds(10), Duration.ofSeconds(10));

    public WatchTimes {
        if (poll.isNegative() || poll.isZero() || settle.isNegative()) {
            throw new IllegalArgumentException("a directory can't be looked at every " + poll);
        }
    }

    /** How soon to look again at a directory that is moving. */
    Duration closer() {
        Duration quarter = settle.dividedBy(4);
        return quarter.compareTo(poll) < 0 ? quarter.plusMillis(10) : poll;
    }
}
