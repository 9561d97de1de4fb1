package io.twinkeep.agent.spool;

import java.time.Duration;

/**
 * @param batchFacts facts of one commit
 * @param batchBytes about so many bytes of one commit
 * @param poll how often replay is asked for while facts wait for it
 * @param idle how long to wait for a new fact before the next look
 * @param firstPause after a failure; doubled with each further one
 * @param longestPause so that a returning database is found soon
 */
public record DrainSettings(
        int batchFacts, int batchBytes, Duration poll, Duration idle, Duration firstPause, Duration longestPause) {
    public static final DrainSettings DEFAULT = new DrainSettings(
            8000, // several statements of a database's client, which makes one ready while the server works on another
            8 << 20,
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(15));
}
