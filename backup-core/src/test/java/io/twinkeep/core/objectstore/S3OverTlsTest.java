package io.twinkeep.core.objectstore;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class S3OverTlsTest extends ObjectStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EmbeddedS3 server;
    private static TrustedAuthorities authorities;

    @BeforeAll
    static void startServer() {
        var certificates = new TestCertificates(folder);
        authorities = TrustedAuthorities.read(certificates.caFile());
        server = EmbeddedS3.withTls(certificates.serverKeys(0, 2));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected ObjectStore emptyStore() {
        var config = server.config("bucket-" + BUCKETS.incrementAndGet()).withAuthorities(authorities);
        var bucket = new S3Bucket(config, InstantSource.system());
        bucket.create(new BucketFeatures(false, false));
        return bucket.objects();
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
}
