package io.twinkeep.agent.cache;

import java.util.List;

/**
 * What would go from a cache, and what it comes to.
 *
 * @param before bytes in the cache
 * @param after bytes when it is done
 * @param unrecorded outputs that stay because they are not recorded yet
 * @param unstored important outputs that stay because they are not confirmed stored
 * @param isShort whether more than the high watermark stays, for want of anything that may go
 */
public record EvictionPlan(
        List<Evicted> evicted, long before, long after, int unrecorded, int unstored, boolean isShort) {

    /** @param reason for people */
    public record Evicted(CachedOutput output, String reason) {}
}
