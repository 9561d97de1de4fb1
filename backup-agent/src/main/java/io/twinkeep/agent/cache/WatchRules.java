package io.twinkeep.agent.cache;

import java.time.Duration;

/**
 * @param still an image and its sidecar must be unchanged this long; writers that flush slower are caught by the check for
 *     the image's end
 * @param sidecarGrace how much longer an image without sidecar waits for one
 * @param unfinished an image without its end is taken as it is after this long, for its writer is dead
 * @param retry how long an image that could not be taken waits
 * @param rescan how often the whole tree is compared with what is known: events get lost
 * @param hands images taken at the same time
 */
public record WatchRules(
        Duration still, Duration sidecarGrace, Duration unfinished, Duration retry, Duration rescan, int hands) {
    public static final WatchRules DEFAULT = new WatchRules(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            8);
}
