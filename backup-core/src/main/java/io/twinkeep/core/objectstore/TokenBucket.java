package io.twinkeep.core.objectstore;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets a number of bytes pass each second on average. A call may pass at once and leaves a debt that the next calls wait
 * for, so bodies of any size pass whole. Safe for use by many threads.
 */
final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private long paidUntil; // nanoTime at which the debt is paid; guarded by this

    TokenBucket(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 byte a second, is " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.paidUntil = nanoTime.getAsLong();
    }

    /** Waits until earlier bytes are paid for, then takes these. */
    void take(int bytes) {
        long wait = reserve(bytes);
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
        }
    }

    private synchronized long reserve(int bytes) {
        long now = nanoTime.getAsLong();
        long start = Math.max(paidUntil, now);
        paidUntil = start + (long) ((double) bytes / bytesPerSecond * NANOS);
        return start - now;
    }
}
