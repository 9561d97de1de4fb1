package io.twinkeep.agent.cache;

import java.time.Duration;

/**
 * @param maxAge outputs older than this go
 * @param highBytes when the cache holds more, the oldest go …
 * @param lowBytes … until it holds no more than this
 * @param keep outputs recorded within this time stay whatever happens: people are looking at them
 */
public record EvictionRules(Duration maxAge, long highBytes, long lowBytes, Duration keep) {
    public EvictionRules {
        if (lowBytes < 0 || lowBytes > highBytes) {
            throw new IllegalArgumentException(
                    "the low watermark (" + lowBytes + " bytes) must not lie above the high one (" + highBytes + ")");
        }
        if (keep.isNegative() || maxAge.compareTo(keep) < 0) {
            throw new IllegalArgumentException("outputs can't go after " + maxAge + " and stay for " + keep);
        }
    }
}
