package io.twinkeep.core.snapshot;

import io.twinkeep.core.pack.StoredChunk;
import java.util.List;
import java.util.SortedMap;

/**
 * The sealed part of a snapshot. {@code bytes} are those of all files; {@code tags} are the user's; {@code pages} are
 * the chunks that hold the manifest's pages.
 */
public record SnapshotBody(
        VersionDigest version, long files, long bytes, SortedMap<String, String> tags, List<StoredChunk> pages) {}
