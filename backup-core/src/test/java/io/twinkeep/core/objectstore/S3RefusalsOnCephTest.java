package io.twinkeep.core.objectstore;

import java.time.InstantSource;
import org.junit.jupiter.api.Tag;

@Tag("real")
final class S3RefusalsOnCephTest extends S3RefusalsContract {
    @Override
    S3Config existingBucket() {
        S3Config config = CephGateway.unusedBucket(0);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
        return config;
    }
}
