package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class S3OnEmbeddedServerTest extends ObjectStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static EmbeddedS3 server;

    @BeforeAll
    static void startServer() {
        server = new EmbeddedS3();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected ObjectStore emptyStore() {
        return emptyBucket(new BucketFeatures(false, false)).objects();
    }

    private static S3Bucket emptyBucket(BucketFeatures features) {
        var bucket = new S3Bucket(server.config("bucket-" + BUCKETS.incrementAndGet()), InstantSource.system());
        bucket.create(features);
        return bucket;
    }

    /** The server keeps objects as files of a file system in memory. */
    @Override
    protected boolean keysMayAlsoBeFolders() {
        return false;
    }

    @Override
    protected int largeBody() {
        return (64 << 20) + 12_345;
    }

    @Test
    void aPlainBucketHasNeitherVersionsNorLocks() {
        try (var bucket = emptyBucket(new BucketFeatures(false, false))) {
            assertThat(bucket.features()).isEqualTo(new BucketFeatures(false, false));
        }
    }

    @Test
    void aVersionedBucketSaysSo() {
        try (var bucket = emptyBucket(new BucketFeatures(true, false))) {
            assertThat(bucket.features()).isEqualTo(new BucketFeatures(true, false));
        }
    }
}
