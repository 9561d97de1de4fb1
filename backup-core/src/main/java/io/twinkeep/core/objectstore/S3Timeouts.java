package io.twinkeep.core.objectstore;

import java.time.Duration;

/** How long to wait for an S3 store; each must be positive. */
public record S3Timeouts(
        Duration connect, // a dead host costs this, not minutes
        Duration read, // silence while an answer comes
        Duration write, // a body that no longer moves
        Duration call) { // one request in all, with a body of some tens of MiB on a slow line
    public static final S3Timeouts DEFAULT = new S3Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(15));

    public S3Timeouts {
        for (Duration timeout : new Duration[] {connect, read, write, call}) {
            // Zero would mean for ever to the HTTP client.
            if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("a timeout must be from 1 ms to a day, is " + timeout);
            }
        }
    }
}
