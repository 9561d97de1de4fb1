package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;

/** The Ceph gateway of {@code ceph.sh}: {@code TWINKEEP_CEPH=http://ACCESS-KEY:SECRET-KEY@HOST:PORT}. */
public final class CephGateway {
    private CephGateway() {}

    /**
     * A bucket name that nobody used, at the gateway. A missing gateway fails the test: these tests were asked for, and
     * skipping them would look like passing.
     */
    public static S3Config unusedBucket(int lockDays) {
        String address = System.getProperty("twinkeep.ceph", System.getenv("TWINKEEP_CEPH"));
        assertThat(address)
                .as("TWINKEEP_CEPH; start a gateway with 'src/test/scripts/ceph.sh start' and export what it prints")
                .matches("https?://[^:@]+:[^:@]+@[^/]+");
        URI uri = URI.create(address);
        String[] keys = uri.getUserInfo().split(":");
        return new S3Config(
                URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()),
                "twinkeep-" + UUID.randomUUID(),
                "us-east-1",
                new S3Credentials(keys[0], keys[1]),
                S3Timeouts.DEFAULT,
                lockDays);
    }
}
