package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Refused;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Opens repositories' stores; the one place where wrappers are stacked. */
public final class ObjectStores {
    private ObjectStores() {}

    /**
     * The store at the address. Nothing is asked of it yet.
     *
     * @throws BadUsage if S3 credentials are needed and missing
     */
    public static MeteredObjectStore open(RepositoryAddress address, StoreSettings settings) {
        return switch (address) {
            case RepositoryAddress.Bucket at -> stacked(bucket(at, settings).objects(), at.prefix(), settings);
            case RepositoryAddress.Directory at ->
                stacked(new DirectoryObjectStore(at.path()), Optional.empty(), settings);
        };
    }

    /**
     * The store at the address, and its history. The bucket is asked what it was set up for.
     *
     * @throws Refused if the store keeps no versions
     */
    public static VersionedStore openVersioned(RepositoryAddress address, StoreSettings settings) {
        if (!(address instanceof RepositoryAddress.Bucket at)) {
            throw unversioned(address);
        }
        S3Bucket bucket = bucket(at, settings);
        try {
            BucketFeatures features = bucket.features();
            if (!features.versioned()) {
                throw unversioned(address);
            }
            ObjectHistory history = at.prefix()
                    .<ObjectHistory>map(prefix -> new PrefixedObjectHistory(bucket.history(), prefix))
                    .orElse(bucket.history());
            return new VersionedStore(stacked(bucket.objects(), at.prefix(), settings), history, features);
        } catch (RuntimeException e) {
            bucket.close();
            throw e;
        }
    }

    private static Refused unversioned(RepositoryAddress address) {
        return new Refused(
                "the store of " + address + " keeps no versions",
                "use a bucket with versions (and with Object Lock, if backups must withstand a thief)");
    }

    private static S3Bucket bucket(RepositoryAddress.Bucket at, StoreSettings settings) {
        S3Credentials credentials = settings.credentials()
                .orElseThrow(() -> new BadUsage(
                        "no credentials for " + at, "give an access key and a secret key, or a profile that has them"));
        var config = new S3Config(
                at.endpoint(),
                at.bucket(),
                settings.region(),
                credentials,
                settings.timeouts(),
                settings.lockDays(),
                settings.authorities());
        return new S3Bucket(config, InstantSource.system());
    }

    /** From the inside out: each attempt pays for its bytes, and what is metered is what callers asked for. */
    private static MeteredObjectStore stacked(
            ObjectStore store, Optional<io.twinkeep.core.ids.ObjectKey> prefix, StoreSettings settings) {
        ObjectStore prefixed = prefix.<ObjectStore>map(key -> new PrefixedObjectStore(store, key))
                .orElse(store);
        var throttled = new ThrottledObjectStore(prefixed, settings.traffic());
        var retrying = new RetryingObjectStore(
                throttled,
                settings.retries(),
                () -> ThreadLocalRandom.current().nextLong(),
                Sleeper.SYSTEM,
                settings.notices());
        return new MeteredObjectStore(retrying, System::nanoTime);
    }
}
