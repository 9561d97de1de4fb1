package io.twinkeep.agent.upload;

import java.time.Duration;

/**
 * @param hands images on their way at the same time: enough for the latency of a store, few enough to leave a link to others
 * @param group images that share one look at the repository
 * @param queue images that wait in memory; the ledger knows those beyond
 * @param firstPause after a failure of the store; doubled with each further one
 * @param longestPause so that a store that is back is found soon
 * @param retry how long an image that can't be read waits
 * @param renew how long a repository stays open: new credentials and data keys count from then on
 */
public record UploadRules(
        int hands, int group, int queue, Duration firstPause, Duration longestPause, Duration retry, Duration renew) {
    public static final UploadRules DEFAULT = new UploadRules(
            4,
            32,
            10_000,
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));
}
