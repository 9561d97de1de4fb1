package io.twinkeep.core.objectstore;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Lets a number of bytes pass each second on average. A call may pass at once and leaves a debt that later calls wait for,
 * so bodies of any size pass whole. A call waits only for the debt of those that are as urgent or more: what is urgent
 * overtakes, and the others wait for its bytes too. Safe for use by many threads.
 */
final class RateLimit {
    private static final long NANOS = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    // By urgency: the nanoTime at which the debt of those as urgent or more is paid. Guarded by this.
    private final long[] paidUntil = new long[Urgency.values().length];

    RateLimit(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 byte a second, is " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        Arrays.fill(paidUntil, nanoTime.getAsLong());
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Waits until its turn, then takes these bytes. */
    void take(long bytes, Urgency urgency) {
        long wait = takeOrWait(bytes, urgency);
        while (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
            wait = takeOrWait(bytes, urgency); // Others may have overtaken meanwhile.
        }
    }

    /** 0 if they are taken, else how long to wait at least. */
    private synchronized long takeOrWait(long bytes, Urgency urgency) {
        long now = nanoTime.getAsLong();
        long wait = paidUntil[urgency.ordinal()] - now;
        if (wait > 0) {
            return wait;
        }
        long cost = (long) ((double) bytes / bytesPerSecond * NANOS);
        for (int i = urgency.ordinal(); i < paidUntil.length; i++) {
            paidUntil[i] = cost + (paidUntil[i] - now > 0 ? paidUntil[i] : now);
        }
        return 0;
    }
}
