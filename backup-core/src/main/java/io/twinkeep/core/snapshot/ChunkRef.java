package io.twinkeep.core.snapshot;

import io.twinkeep.core.pack.StoredChunk;

/** A chunk in its place in a file. {@code role} says which part of which tensor it is, 0 where nothing is known. */
public record ChunkRef(StoredChunk chunk, long role) {}
