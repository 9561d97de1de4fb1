package io.twinkeep.core.operation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What a prune will do with the outputs of each day, and why.
 *
 * @param before those stored before this, by the store's clock, have expired
 */
public record OutputsPlan(Instant before, List<Item> items) {
    /** A day's outputs; {@code expired} of them go, which frees {@code bytes}. */
    public record Item(LocalDate day, int expired, int kept, long bytes, String reason) {}
}
