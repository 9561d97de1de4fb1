package io.twinkeep.core.pack;

import io.twinkeep.core.ids.PackId;

/** A pack with its size in bytes and its checksum, so that a mirror can check a copy without any key. */
public record PackRef(PackId id, int size, long checksum) {}
