package io.twinkeep.agent.cache;

import java.time.Instant;
import java.util.Optional;

/**
 * An image in the cache as eviction sees it.
 *
 * @param bytes with its sidecar
 * @param modified its mtime
 * @param recorded when it was recorded in its present state; empty if it was not
 * @param stored whether it is confirmed stored in the repository
 */
public record CachedOutput(
        String path, long bytes, Instant modified, Optional<Instant> recorded, boolean important, boolean stored) {

    /** Since when it counts as being there: a clock that was wrong when it was made must not keep it for ever. */
    Instant since() {
        return recorded.filter(modified::isAfter).orElse(modified);
    }
}
