package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.RepositoryId;
import java.time.Instant;

/** A region works with a repository at an address, which holds no secret. */
public record RepositoryUse(RepositoryId repository, String region, String address, Instant seen) implements Fact {
    public RepositoryUse {
        seen = Micros.of(seen);
    }
}
