package io.twinkeep.agent.config;

import io.twinkeep.core.ids.ModelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a standby keeps an alias' version present.
 *
 * @param alias whose version is followed; {@link #LATEST} for the newest snapshot, which needs no database and no promotion
 * @param directory versions are restored below it, and its symlink {@code current} names the one that serves; holds {@link
 *     #MODEL} where there are several models
 * @param from the mirror or {@code repository} that is read
 * @param poll how often the alias and, for a version that is not there yet, the repository are looked at
 * @param keepVersions old versions beside the current one, at most
 * @param keepFreeBytes so much of the disk stays free: older versions go for it
 * @param rollbackTargets the last so many versions of the alias stay on the disk, and pinned …
 * @param rollbackFor … for so long
 */
public record FollowSettings(
        String alias,
        String directory,
        String from,
        Duration poll,
        int keepVersions,
        long keepFreeBytes,
        int rollbackTargets,
        Duration rollbackFor,
        Optional<Prewarm> prewarm) {
    public static final String LATEST = "latest";
    static final String MODEL = "{model}";

    /**
     * Called after a switch: an HTTP request or a command.
     *
     * @param url empty where a command is called
     * @param body sent as JSON by POST; empty for a GET
     * @param status that the answer must have
     * @param command empty where a request is made
     */
    public record Prewarm(
            Optional<String> url, Optional<String> body, int status, List<String> command, Duration timeout) {}

    /** Where the versions of a model are. */
    public Path directoryOf(ModelName model) {
        return Path.of(directory.replace(MODEL, model.value()));
    }

    public boolean followsLatest() {
        return alias.equals(LATEST);
    }
}
