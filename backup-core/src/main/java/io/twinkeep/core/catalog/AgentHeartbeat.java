package io.twinkeep.core.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An agent lives. The newest heartbeat of an agent counts.
 *
 * @param readableFeatures names of the format features that it can read: a writer uses none that a follower lacks
 * @param epochSeen the highest epoch that it knows, 0 before any was granted
 */
public record AgentHeartbeat(
        String region,
        String agent,
        String host,
        String programVersion,
        SortedSet<String> readableFeatures,
        int epochSeen,
        Instant started,
        Instant at)
        implements Fact {
    public AgentHeartbeat {
        readableFeatures = Collections.unmodifiableSortedSet(new TreeSet<>(readableFeatures));
        started = Micros.of(started);
        at = Micros.of(at);
    }
}
