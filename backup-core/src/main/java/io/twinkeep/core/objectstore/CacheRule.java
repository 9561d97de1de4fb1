package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;

/** Which objects are worth a local copy. Thread-safe. */
public interface CacheRule {
    /** Whether the key names an object that never changes once it is stored, and that is read often. */
    boolean covers(ObjectKey key);

    /** Whether the bytes are such an object from its first to its last, as far as can be told without a key. */
    boolean isWhole(byte[] object);
}
