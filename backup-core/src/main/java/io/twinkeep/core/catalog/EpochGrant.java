package io.twinkeep.core.catalog;

import java.time.Instant;

/** From now on {@code primary} serves; epochs only grow. */
public record EpochGrant(int epoch, String primary, Instant at, String by, String reason) implements CatalogEntry {
    public EpochGrant {
        at = Micros.of(at);
    }
}
