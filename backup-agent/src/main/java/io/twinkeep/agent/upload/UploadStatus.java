package io.twinkeep.agent.upload;

import java.time.Instant;
import java.util.Optional;

/**
 * How an upload stands, since the start.
 *
 * @param stored images that the store confirmed
 * @param bytes of those
 * @param lost images that vanished or changed before they were stored
 * @param oldest when the one that waits longest was recorded
 * @param problem why nothing can be stored now
 */
public record UploadStatus(
        int waiting, long stored, long bytes, long lost, Optional<Instant> oldest, Optional<String> problem) {}
