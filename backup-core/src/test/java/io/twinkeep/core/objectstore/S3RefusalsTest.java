package io.twinkeep.core.objectstore;

import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

final class S3RefusalsTest extends S3RefusalsContract {
    private final EmbeddedS3 server = new EmbeddedS3();

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    S3Config existingBucket() {
        S3Config config = server.config("models");
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
        return config;
    }
}
