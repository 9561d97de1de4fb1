package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.MeteredObjectStore;
import io.twinkeep.core.objectstore.ObjectStores;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.RetryPolicy;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.objectstore.StoreSettings;
import io.twinkeep.core.objectstore.VersionedStore;
import io.twinkeep.core.operation.Progress;
import java.util.Optional;

/** Opens stores by what a run was told. */
final class Stores {
    private Stores() {}

    /** Asks the store nothing yet; {@code lockDays} is how long new objects are locked, 0 for not at all. */
    static MeteredObjectStore open(RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        return ObjectStores.open(address, settings(address, config, access, lockDays));
    }

    /** The same, for a run that tells people while it waits for a store that does not answer. */
    static MeteredObjectStore open(
            RepositoryAddress address, AgentConfig config, S3Access access, int lockDays, Progress progress) {
        return ObjectStores.open(
                address, settings(address, config, access, lockDays).withNotices(progress::note));
    }

    /** With the versions of its objects. @throws io.twinkeep.core.errors.Refused if it keeps none */
    static VersionedStore openVersioned(RepositoryAddress address, AgentConfig config, S3Access access, int lockDays) {
        return ObjectStores.openVersioned(address, settings(address, config, access, lockDays));
    }

    /** The versions that the store keeps of its objects, empty where it keeps none. */
    static Optional<VersionedStore> history(RepositoryAddress address, AgentConfig config, S3Access access) {
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
                notice -> {});
    }
}
