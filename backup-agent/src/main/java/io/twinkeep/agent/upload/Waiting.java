package io.twinkeep.agent.upload;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * An image that is to be stored.
 *
 * @param path below the cache
 * @param record what made it; empty after a restart: then it is read again
 * @param since when it was recorded
 */
record Waiting(String path, Sha256 digest, Optional<GenerationRecord> record, Instant since) {}
