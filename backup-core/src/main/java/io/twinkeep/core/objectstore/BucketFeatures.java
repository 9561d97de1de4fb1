package io.twinkeep.core.objectstore;

/**
 * What a bucket was set up for.
 *
 * @param versioned overwritten and deleted objects stay as older versions
 * @param objectLock versions can be locked until a date; such a bucket is versioned as well
 */
public record BucketFeatures(boolean versioned, boolean objectLock) {}
