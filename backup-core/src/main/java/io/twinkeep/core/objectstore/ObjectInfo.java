package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import java.time.Instant;

/**
 * What a store says of an object without sending it. {@code lastModified} is by the store's own clock; {@code etag} is
 * without quotes, and empty where the store has none.
 */
public record ObjectInfo(ObjectKey key, long size, Instant lastModified, String etag) {}
