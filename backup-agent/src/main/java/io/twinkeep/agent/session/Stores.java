package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.CachePlace;
import io.twinkeep.core.objectstore.CachingObjectStore;
import io.twinkeep.core.objectstore.MeteredObjectStore;
import io.twinkeep.core.objectstore.ObjectCache;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.ObjectStores;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.RetryPolicy;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.objectstore.StoreSettings;
import io.twinkeep.core.objectstore.VersionedStore;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.pack.PackCaching;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens stores by what a run was told. */
public final class Stores {
    private Stores() {}

    /** Asks the store nothing yet; {@code lockDays} is how long new objects are locked, 0 for not at all. */
    public static MeteredObjectStore open(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        return ObjectStores.open(address, settings(address, config, access, lockDays));
    }

    /** The store with packs kept on this machine, in a folder of this repository alone; the store itself if nowhere. */
    public static ObjectStore cached(
            ObjectStore store, RepositoryAddress address, AgentConfig config, InstantSource clock, Progress progress) {
        return config.cache()
                .folderFor(address)
                .<ObjectStore>map(folder -> {
                    String id = Repository.openWithoutKey(store).id().toString();
                    var place = new CachePlace(folder, id, config.cache().bytes(), CachePlace.KEEP_FREE_PERCENT);
                    var cache = new ObjectCache(place, clock, progress::note);
                    return new CachingObjectStore(store, cache, new PackCaching(), CachingObjectStore.Filling.ON_READ);
                })
                .orElse(store);
    }

    /** The same, for a run that tells people while it waits for a store that does not answer. */
    public static MeteredObjectStore open(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays, Progress progress) {
        return ObjectStores.open(
                address, settings(address, config, access, lockDays).withNotices(progress::note));
    }

    /** With the versions of its objects. @throws io.twinkeep.core.errors.Refused if it keeps none */
    public static VersionedStore openVersioned(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        return ObjectStores.openVersioned(address, settings(address, config, access, lockDays));
    }

    /** The versions that the store keeps of its objects, empty where it keeps none. */
    public static Optional<VersionedStore> history(RepositoryAddress address, AgentConfig config, S3Access access) {
        try {
            return Optional.of(openVersioned(address, config, access, 0));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** The failure to read what a repository is, with the way to what a thief has left in the versions of its bucket. */
    static RuntimeException withThePast(
            RuntimeException failure, RepositoryAddress address, AgentConfig config, S3Access access) {
        if (!(failure instanceof Corrupt || failure instanceof Missing) || !hasPast(address, config, access)) {
            return failure;
        }
        String next =
                "the bucket keeps older versions: 'twinkeep versions --as-of TIME' shows what there was at a time before"
                        + " it was changed, and 'twinkeep restore --as-of TIME' brings it back";
        return failure instanceof Corrupt
                ? new Corrupt(failure.getMessage(), next, failure)
                : new Missing(failure.getMessage(), next, failure);
    }

    private static boolean hasPast(RepositoryAddress address, AgentConfig config, S3Access access) {
        try (VersionedStore versioned = openVersioned(address, config, access, 0);
                Stream<ObjectHistory.Version> versions = versioned.history().versions(Layout.REPOSITORY)) {
            return versions.anyMatch(version -> !version.marker());
        } catch (BackupException e) {
            return false; // Advice only: what is wrong is told already.
        }
    }

    private static StoreSettings settings(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        boolean bucket = address instanceof RepositoryAddress.Bucket;
        return new StoreSettings(
                bucket ? Optional.of(access.credentials()) : Optional.empty(),
                access.region(),
                RetryPolicy.DEFAULT,
                config.traffic(),
                S3Timeouts.DEFAULT,
                lockDays,
                config.authorities(),
                notice -> {});
    }
}
