package io.twinkeep.core.pack;

import io.twinkeep.core.objectstore.ObjectBody;
import java.util.List;

/** A finished pack, ready to be stored. The body is a window of the builder's buffer. */
public record SealedPack(PackRef ref, ObjectBody body, List<StoredChunk> chunks) {}
