package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;

/** A regular file of a version. */
public record VersionFile(FilePath path, long bytes, Sha256 digest) {}
