package io.twinkeep.core.objectstore;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how patiently to try.
 *
 * @param attempts calls in all, at least 1
 * @param first the wait after the first failure; it doubles each time
 * @param longest no wait is longer
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {
    /** Rides out a gateway's restart: about 30 s in all. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofSeconds(20));

    // Nobody at an address that never answered is a wrong address or a dead store more often than one that restarts.
    private static final int ATTEMPTS_AT_FIRST = 4;

    public RetryPolicy {
        if (attempts < 1 || attempts > 100 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "attempts must be 1 to 100 and waits ordered, are " + attempts + ", " + first + " and " + longest);
        }
    }

    /** What remains of it for a store that never answered and that nobody answers for: about 7 s of the 30. */
    int attemptsAtFirst() {
        return Math.min(attempts, ATTEMPTS_AT_FIRST);
    }

    /** The most that is waited between a call that failed so many times and the last one. */
    Duration longestWait(int failures, int lastAttempt) {
        Duration wait = Duration.ZERO;
        for (int i = failures; i < lastAttempt; i++) {
            wait = wait.plus(bound(i));
        }
        return wait;
    }

    /** The wait after the given number of failures: half of it sure, half random, so that many clients spread out. */
    Duration waitAfter(int failures, RandomGenerator random) {
        return Duration.ofMillis((long) (bound(failures).toMillis() * (0.5 + random.nextDouble() / 2)));
    }

    private Duration bound(int failures) {
        return Duration.ofMillis((long) Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, failures - 1)));
    }
}
