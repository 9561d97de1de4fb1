package io.twinkeep.agent.cache;

import io.twinkeep.core.ids.Sha256;
import java.time.Instant;

/** An important image that the repository does not have for sure: its path below the cache, its bytes, and since when it is known. */
public record UnstoredImage(String path, Sha256 digest, Instant recorded) {}
