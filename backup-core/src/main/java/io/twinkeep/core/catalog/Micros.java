package io.twinkeep.core.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Cuts times to what a database keeps, so that what is read equals what was written. */
final class Micros {
    private Micros() {}

    static Instant of(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static Optional<Instant> of(Optional<Instant> time) {
        return time.map(Micros::of);
    }
}
