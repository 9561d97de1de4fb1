package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.objectstore.AsOfObjectStore;
import io.twinkeep.core.objectstore.MeteredObjectStore;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An opened repository with the engine over it, for one run. */
public record Session(Repository repository, Engine engine) implements AutoCloseable {

    /** Opens the repository that the settings name with the keys that they name. */
    public static Session open(Means means, AgentConfig config) {
        ObjectStore store = lockingStore(config.requiredRepository(), config, config.s3(), means.progress());
        return closingOnFailure(store, () -> withKey(store, means, config));
    }

    /** As {@link #open}, with packs kept on this machine and read from there, if the settings do not say otherwise. */
    public static CachedSession openCached(Means means, AgentConfig config) {
        RepositoryAddress address = config.requiredRepository();
        MeteredObjectStore store = lockingStore(address, config, config.s3(), means.progress());
        Session session = closingOnFailure(
                store,
                () -> withKey(Stores.cached(store, address, config, means.clock(), means.progress()), means, config));
        return new CachedSession(session, store);
    }

    /** A session, and the store behind the cache, which counts what really goes over the wire. */
    public record CachedSession(Session session, MeteredObjectStore wire) {}

    /** Opens it as it was at that time of the store's clock; it can only be read. */
    public static Session openAsOf(Means means, AgentConfig config, Instant time) {
        var versioned = Stores.openVersioned(config.requiredRepository(), config, config.s3(), 0);
        var past = new AsOfObjectStore(versioned.history(), time, versioned.store());
        return closingOnFailure(past, () -> withKey(past, means, config));
    }

    /** Opens a repository without its data key, as listing keys and replication do. */
    public static Session openWithoutKey(Means means, AgentConfig config, RepositoryAddress address, S3Access access) {
        ObjectStore store = lockingStore(address, config, access, means.progress());
        return closingOnFailure(
                store, () -> on(Repository.openWithoutKey(means.guard().apply(store)), means, config));
    }

    /** The store of a repository that is opened on it more than once. */
    public static ObjectStore store(Means means, AgentConfig config, RepositoryAddress address, S3Access access) {
        return means.guard().apply(lockingStore(address, config, access, means.progress()));
    }

    /** The engine over a repository that is open already. */
    public static Engine engine(Repository repository, Means means, AgentConfig config) {
        return on(repository, means, config).engine();
    }

    private interface Opening {
        Session open();
    }

    private static Session closingOnFailure(ObjectStore store, Opening opening) {
        try {
            return opening.open();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Session withKey(ObjectStore store, Means means, AgentConfig config) {
        KeyFileModes.warn(config, means.progress());
        return on(Repository.open(means.guard().apply(store), requiredKeys(config)), means, config);
    }

    private static Session on(Repository repository, Means means, AgentConfig config) {
        return new Session(
                repository,
                Engine.on(repository, Codecs::create, means.random(), means.clock(), limits(config), means.progress()));
    }

    private static Limits limits(AgentConfig config) {
        Limits usual = Limits.ofThreads(config.threads());
        return config.memory().isPresent() ? usual.withMemory(config.memory().getAsLong()) : usual;
    }

    /** How long its objects are locked is written in the repository itself, so it is opened twice where they are. */
    private static MeteredObjectStore lockingStore(
            RepositoryAddress address, AgentConfig config, S3Access access, Progress progress) {
        MeteredObjectStore store = Stores.open(address, config, access, 0, progress);
        int lockDays;
        try {
            lockDays = Repository.openWithoutKey(store).config().lockDays();
        } catch (RuntimeException e) {
            store.close();
            throw Stores.withThePast(e, address, config, access);
        }
        if (lockDays == 0) {
            return store;
        }
        store.close();
        return Stores.open(address, config, access, lockDays, progress);
    }

    /** The keys that the settings name, or those that {@code init} left in their usual place. */
    public static List<KeySource> keySources(AgentConfig config) {
        return Stream.<KeySource>concat(
                        config.keyFilesToTry().stream().map(KeyFile::read),
                        config.passphraseFiles().stream().map(Passphrase::read))
                .toList();
    }

    /** @throws BadUsage if no key was named and none lies in the usual place */
    static List<KeySource> requiredKeys(AgentConfig config) {
        List<KeySource> sources = keySources(config);
        if (sources.isEmpty()) {
            throw new BadUsage(
                    "no key was named, and " + config.home() + " holds none",
                    "give --key-file FILE or --passphrase-file FILE, or set TWINKEEP_KEY_FILE");
        }
        return sources;
    }

    /** Those of them that open this repository. */
    public List<KeySource> fittingKeys(AgentConfig config) {
        List<KeyWrap> wraps = new KeyShelf(repository.store()).list();
        return keySources(config).stream()
                .filter(source ->
                        wraps.stream().anyMatch(wrap -> wrap.open(source).isPresent()))
                .toList();
    }

    @Override
    public void close() {
        repository.store().close();
    }
}
