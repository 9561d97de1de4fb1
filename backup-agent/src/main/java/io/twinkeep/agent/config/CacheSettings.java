package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.RepositoryAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where packs are kept on this machine, so that a daily backup need not fetch the full before it.
 *
 * @param named the folder that was named, empty if none was
 * @param usual the folder where nobody says otherwise
 * @param wanted false if it was said that there shall be none
 * @param bytes the most to keep there for all repositories together
 */
public record CacheSettings(Optional<Path> named, Path usual, boolean wanted, long bytes) {
    static final String NONE = "none";
    static final long USUAL_BYTES = 64L << 30;

    /** The folder of all caches; empty if there is to be none, as for a directory, which is no further away. */
    public Optional<Path> folderFor(RepositoryAddress address) {
        if (!wanted) {
            return Optional.empty();
        }
        return named.or(() -> address instanceof RepositoryAddress.Bucket ? Optional.of(usual) : Optional.empty());
    }
}
