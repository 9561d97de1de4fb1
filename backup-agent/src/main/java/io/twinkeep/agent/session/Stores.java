package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.CachePlace;
import io.twinkeep.core.objectstore.CachingObjectStore;
import io.twinkeep.core.objectstore.MeteredObjectStore;
import io.twinkeep.core.objectstore.ObjectCache;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.ObjectStores;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.RetryPolicy;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.objectstore.StoreSettings;
import io.twinkeep.core.objectstore.VersionedStore;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.pack.PackCaching;
import io.twinkeep.core.repository.Repository;
import java.time.InstantSource;
import java.util.Optional;

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

    private static StoreSettings settings(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        boolean bucket = address instanceof RepositoryAddress.Bucket;
        return new StoreSettings(
                bucket ? Optional.of(access.credentials()) : Optional.empty(),
                access.region(),
                RetryPolicy.DEFAULT,
                config.uploadLimit(),
                config.downloadLimit(),
                S3Timeouts.DEFAULT,
                lockDays,
                config.authorities(),
                notice -> {});
    }
}
