package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;

/**
 * A promotion: the {@code number}th move of a model's alias, from 1 without gaps. Whoever moves an alias has read the last
 * move and claims the next number, so of two only one succeeds.
 *
 * @param epoch the epoch that the mover acts with, 1 or more
 */
public record AliasMove(
        PromotionId promotion,
        ModelName model,
        String alias,
        int number,
        Sha256 version,
        int epoch,
        Instant at,
        String by,
        String reason)
        implements CatalogEntry {
    public AliasMove {
        at = Micros.of(at);
    }
}
