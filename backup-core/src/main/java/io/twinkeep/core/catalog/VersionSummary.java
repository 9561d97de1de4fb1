package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;

/** A version without its files. */
public record VersionSummary(ModelName model, Sha256 version, long bytes, int files, Instant firstSeen) {}
