package io.twinkeep.agent.watch;

import java.time.Duration;

/**
 * @param poll how often a directory at rest is looked at; one that takes long to look at less often, see {@link #rest}
 * @param settle it must be unchanged this long before it counts as a version: writers pause between files
 */
public record WatchTimes(Duration poll, Duration settle) {
    public static final WatchTimes DEFAULT = new WatchTimes(Duration.ofSeconds(10), Duration.ofSeconds(10));

    private static final int FAIR = 300; // times as long as the look before it took
    private static final int LONGEST = 3;

    public WatchTimes {
        if (poll.isNegative() || poll.isZero() || settle.isNegative()) {
            throw new IllegalArgumentException("a directory can't be looked at every " + poll);
        }
    }

    /**
     * How soon to look again at a directory at rest: looks at one of very many files, or on a slow disk, would take a host and
     * a file server more than they should, so those come less often, up to a third as often.
     */
    Duration rest(Duration lookTook) {
        Duration fair = lookTook.multipliedBy(FAIR);
        Duration longest = poll.multipliedBy(LONGEST);
        return fair.compareTo(poll) <= 0 ? poll : fair.compareTo(longest) < 0 ? fair : longest;
    }

    /** How soon to look again at a directory that is moving. */
    Duration closer() {
        Duration quarter = settle.dividedBy(4);
        return quarter.compareTo(poll) < 0 ? quarter.plusMillis(10) : poll;
    }
}
