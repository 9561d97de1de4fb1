package io.twinkeep.core.objectstore;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How to speak to a repository's store.
 *
 * @param credentials needed for S3, ignored for directories
 * @param region for S3 signatures
 * @param uploadBytesPerSecond empty for no limit
 * @param downloadBytesPerSecond empty for no limit
 * @param lockDays each object that is put in S3 is locked for so many days; 0 for none
 * @param authorities trusted beside the JDK's own by connections to S3
 * @param notices told, for people, when a store does not answer and is tried again; called by any thread
 */
public record StoreSettings(
        Optional<S3Credentials> credentials,
        String region,
        RetryPolicy retries,
        OptionalLong uploadBytesPerSecond,
        OptionalLong downloadBytesPerSecond,
        S3Timeouts timeouts,
        int lockDays,
        Optional<TrustedAuthorities> authorities,
        Consumer<String> notices) {
    public static final StoreSettings DEFAULT = new StoreSettings(
            Optional.empty(),
            "us-east-1",
            RetryPolicy.DEFAULT,
            OptionalLong.empty(),
            OptionalLong.empty(),
            S3Timeouts.DEFAULT,
            0,
            Optional.empty(),
            notice -> {});

    public StoreSettings withCredentials(S3Credentials newCredentials) {
        return new StoreSettings(
                Optional.of(newCredentials),
                region,
                retries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                lockDays,
                authorities,
                notices);
    }

    public StoreSettings withLockDays(int newLockDays) {
        return new StoreSettings(
                credentials,
                region,
                retries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                newLockDays,
                authorities,
                notices);
    }

    public StoreSettings withRetries(RetryPolicy newRetries) {
        return new StoreSettings(
                credentials,
                region,
                newRetries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                lockDays,
                authorities,
                notices);
    }

    public StoreSettings withAuthorities(TrustedAuthorities newAuthorities) {
        return new StoreSettings(
                credentials,
                region,
                retries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                lockDays,
                Optional.of(newAuthorities),
                notices);
    }

    public StoreSettings withNotices(Consumer<String> newNotices) {
        return new StoreSettings(
                credentials,
                region,
                retries,
                uploadBytesPerSecond,
                downloadBytesPerSecond,
                timeouts,
                lockDays,
                authorities,
                newNotices);
    }
}
