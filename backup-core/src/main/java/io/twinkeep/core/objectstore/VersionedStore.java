package io.twinkeep.core.objectstore;

/**
 * A repository's store together with its history. Closing it closes both.
 *
 * @param store with all wrappers
 * @param history with the prefix only
 * @param features of the bucket
 */
public record VersionedStore(MeteredObjectStore store, ObjectHistory history, BucketFeatures features)
        implements AutoCloseable {
    @Override
    public void close() {
        store.close();
    }
}
