package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;

/** Says how urgent an object is. */
@FunctionalInterface
public interface UrgencyRule {
    Urgency of(ObjectKey key);
}
