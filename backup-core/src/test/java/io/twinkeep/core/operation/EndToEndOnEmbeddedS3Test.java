package io.twinkeep.core.operation;

import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.EmbeddedS3;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.S3Bucket;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EndToEndOnEmbeddedS3Test extends EndToEndContract {
    private static EmbeddedS3 server;

    @BeforeAll
    static void start() {
        server = new EmbeddedS3();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    ObjectStore emptyStore() {
        var bucket = new S3Bucket(server.config("twinkeep-" + UUID.randomUUID()), InstantSource.system());
        bucket.create(new BucketFeatures(false, false));
        return bucket.objects();
    }

    @Override
    long modelBytes() {
        return 48 << 20;
    }
}
