package io.twinkeep.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a standby keeps an alias' version present.
 *
 * @param alias whose version is followed
 * @param directory versions are restored below it, and its symlink {@code current} names the one that serves
 * @param from the mirror or {@code repository} that is read
 * @param keepVersions old versions beside the current one, at least
 * @param keepFreeBytes so much of the disk stays free: older versions go for it
 * @param rollbackTargets the last so many versions of the alias stay on the disk, and pinned …
 * @param rollbackFor … for so long
 */
public record FollowSettings(
        String alias,
        Path directory,
        String from,
        int keepVersions,
        long keepFreeBytes,
        int rollbackTargets,
        Duration rollbackFor,
        Optional<Prewarm> prewarm) {

    /**
     * Called after a switch: an HTTP request or a command.
     *
     * @param url empty where a command is called
     * @param status that the answer must have
     * @param command empty where a request is made
     */
    public record Prewarm(Optional<String> url, int status, List<String> command, Duration timeout) {}
}
