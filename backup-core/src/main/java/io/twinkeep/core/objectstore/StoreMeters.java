package io.twinkeep.core.objectstore;

import java.util.Map;

/**
 * What a store was asked so far. A listing is one call however many pages it reads; its time is that of opening it.
 *
 * @param bytesUp bytes of bodies that were stored
 * @param bytesDown bytes of bodies that were read
 */
public record StoreMeters(Map<Verb, Meter> verbs, long bytesUp, long bytesDown) {
    /** Calls, how many of them threw, and the nanoseconds spent in all of them together. */
    public record Meter(long calls, long failures, long nanos) {}

    public long calls(Verb verb) {
        return verbs.get(verb).calls();
    }
}
