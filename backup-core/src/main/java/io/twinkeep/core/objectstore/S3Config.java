package io.twinkeep.core.objectstore;

import java.net.URI;
import java.util.Optional;

/**
 * Where a bucket is and how to speak to it.
 *
 * @param endpoint scheme, host and port; buckets are addressed by path
 * @param lockDays each object that is put is locked for so many days (compliance mode); 0 for none
 * @param authorities trusted beside the JDK's own where the endpoint is https
 */
public record S3Config(
        URI endpoint,
        String bucket,
        String region,
        S3Credentials credentials,
        S3Timeouts timeouts,
        int lockDays,
        Optional<TrustedAuthorities> authorities) {
    public S3Config {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("not a bucket name: '" + bucket + "' (3 to 63 of a-z, 0-9, '.', '-')");
        }
        if (!region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not a region: '" + region + "'");
        }
        if (lockDays < 0 || lockDays > 36_500) {
            throw new IllegalArgumentException("lock days must be 0 to 36500, are " + lockDays);
        }
    }

    /** With the JDK's own authorities. */
    public S3Config(
            URI endpoint, String bucket, String region, S3Credentials credentials, S3Timeouts timeouts, int lockDays) {
        this(endpoint, bucket, region, credentials, timeouts, lockDays, Optional.empty());
    }

    public S3Config withAuthorities(TrustedAuthorities newAuthorities) {
        return new S3Config(endpoint, bucket, region, credentials, timeouts, lockDays, Optional.of(newAuthorities));
    }

    /** The bucket as people write it, without credentials. */
    String address() {
        return "s3:" + endpoint.getScheme() + "://" + endpoint.getAuthority() + "/" + bucket;
    }
}
