package io.twinkeep.core.objectstore;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to speak to a repository's store.
 *
 * @param credentials needed for S3, ignored for directories
 * @param region for S3 signatures
 * @param uploadBytesPerSecond empty for no limit
 * @param downloadBytesPerSecond empty for no limit
 * @param lockDays each object that is put in S3 is locked for so many days; 0 for none
 */
public record StoreSettings(
        Optional<S3Credentials> credentials,
        String region,
        RetryPolicy retries,
        OptionalLong uploadBytesPerSecond,
        OptionalLong downloadBytesPerSecond,
        S3Timeouts timeouts,
        int lockDays) {
    public static final StoreSettings DEFAULT = new StoreSettings(
            Optional.empty(),
            "us-east-1",
            RetryPolicy.DEFAULT,
            OptionalLong.empty(),
            OptionalLong.empty(),
            S3Timeouts.DEFAULT,
            0);

    public StoreSettings withCredentials(S3Credentials newCredentials) {
        return new StoreSettings(
                Optional.of(newCredentials),
                region,
                retries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                lockDays);
    }

    public StoreSettings withLockDays(int newLockDays) {
        return new StoreSettings(
                credentials, region, retries, uploadBytesPerSecond, downloadBytesPerSecond, timeouts, newLockDays);
    }

    public StoreSettings withRetries(RetryPolicy newRetries) {
        return new StoreSettings(
                credentials, region, newRetries, uploadBytesPerSecond, downloadBytesPerSecond, timeouts, lockDays);
    }
}
