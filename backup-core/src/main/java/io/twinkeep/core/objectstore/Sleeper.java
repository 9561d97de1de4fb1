package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Failed;
import java.time.Duration;

/** Waiting, passed in so that tests wait for nothing. */
@FunctionalInterface
public interface Sleeper {
    /** Really waits; an interrupt ends the wait as {@code Failed} and stays set. */
    Sleeper SYSTEM = Sleeper::reallySleep;

    void sleep(Duration duration);

    private static void reallySleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted while waiting for the store", "", e);
        }
    }
}
