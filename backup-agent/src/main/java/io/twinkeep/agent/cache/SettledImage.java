package io.twinkeep.agent.cache;

import io.twinkeep.core.ids.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * An image that was still when it was read.
 *
 * @param path below the cache, with {@code /}
 * @param bytes size
 * @param modified its mtime
 * @param digest of its bytes
 * @param sidecar the JSON file beside it, if one came within the grace time
 * @param whole whether it has its end; one that was left unfinished is told too, after a while
 */
public record SettledImage(
        Path file, String path, long bytes, Instant modified, Sha256 digest, Optional<Path> sidecar, boolean whole) {}
