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

    public RetryPolicy {
        if (attempts < 1 || attempts > 100 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "attempts must be 1 to 100 and waits ordered, are " + attempts + ", " + first + " and " + longest);
        }
    }

    /** The wait after the given number of failures: half of it sure, half random, so that many clients spread out. */
    Duration waitAfter(int failures, RandomGenerator random) {
        double millis = Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, failures - 1));
        return Duration.ofMillis((long) (millis * (0.5 + random.nextDouble() / 2)));
    }
}
