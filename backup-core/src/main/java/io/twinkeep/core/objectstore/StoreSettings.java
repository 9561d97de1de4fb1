package io.twinkeep.core.objectstore;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to speak to a repository's store.
 *
 * @param credentials needed for S3, ignored for directories
 * @param region for S3 signatures
 * @param traffic shared by all stores that keep one rate together
 * @param lockDays each object that is put in S3 is locked for so many days; 0 for none
 * @param authorities trusted beside the JDK's own by connections to S3
 * @param notices told, for people, when a store does not answer and is tried again; called by any thread
 */
public record StoreSettings(
        Optional<S3Credentials> credentials,
        String region,
        RetryPolicy retries,
        Traffic traffic,
        S3Timeouts timeouts,
        int lockDays,
        Optional<TrustedAuthorities> authorities,
        Consumer<String> notices) {
    public static final StoreSettings DEFAULT = new StoreSettings(
            Optional.empty(),
            "us-east-1",
            RetryPolicy.DEFAULT,
            Traffic.FREE,
            S3Timeouts.DEFAULT,
            0,
            Optional.empty(),
            notice -> {});

    public StoreSettings withCredentials(S3Credentials newCredentials) {
        return new StoreSettings(
                Optional.of(newCredentials), region, retries, traffic, timeouts, lockDays, authorities, notices);
    }

    public StoreSettings withLockDays(int newLockDays) {
        return new StoreSettings(credentials, region, retries, traffic, timeouts, newLockDays, authorities, notices);
    }

    public StoreSettings withRetries(RetryPolicy newRetries) {
        return new StoreSettings(credentials, region, newRetries, traffic, timeouts, lockDays, authorities, notices);
    }

    public StoreSettings withAuthorities(TrustedAuthorities newAuthorities) {
        return new StoreSettings(
                credentials, region, retries, traffic, timeouts, lockDays, Optional.of(newAuthorities), notices);
    }

    public StoreSettings withNotices(Consumer<String> newNotices) {
        return new StoreSettings(credentials, region, retries, traffic, timeouts, lockDays, authorities, newNotices);
    }
}
