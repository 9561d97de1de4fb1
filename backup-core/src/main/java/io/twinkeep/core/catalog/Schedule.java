package io.twinkeep.core.catalog;

import java.time.Instant;
import java.util.SortedMap;

/**
 * When a job runs in a region.
 *
 * @param cron in UTC
 * @param revision grows by one with each change, from 1
 */
public record Schedule(
        String region,
        String job,
        String cron,
        boolean enabled,
        SortedMap<String, String> settings,
        int revision,
        Instant changed,
        String changedBy) {
    public Schedule {
        settings = Extras.copyOf(settings);
        changed = Micros.of(changed);
    }
}
