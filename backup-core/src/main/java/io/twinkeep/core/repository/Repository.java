package io.twinkeep.core.repository;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An opened repository: its store, its identity and the data keys at hand (none, for replication without the key).
 * Immutable; as thread-safe as its store.
 */
public record Repository(ObjectStore store, RepositoryConfig config, KeyRing keys) {
    private static final int MAX_CONFIG = 64 << 10;
    // A lost answer is looked into this often before we say so.
    private static final int LOOKS = 5;

    public RepositoryId id() {
        return config.id();
    }

    /**
     * Creates a repository with its first data key. The config comes last: a crash before it leaves one stray wrap.
     *
     * @throws Refused if there is a repository already
     * @throws OutcomeUnknown if the store's answers were lost again and again
     */
    public static Repository create(
            ObjectStore store, RepositoryConfig config, KeySource source, String label, RandomGenerator random) {
        if (store.find(Layout.REPOSITORY).isPresent()) {
            throw alreadyThere(store);
        }
        refuseOrphans(store);
        DataKey key = DataKey.create(config.id(), 1, random);
        KeyWrap wrap = KeyWrap.wrap(key, source, label, config.created(), random);
        KeyShelf.put(store, wrap);
        if (!claims(store, config)) {
            // In somebody else's repository our wrap would only be mistaken for one of its keys.
            store.delete(Layout.wrap(wrap.id()));
            throw alreadyThere(store);
        }
        return new Repository(store, config, new KeyRing(List.of(key)));
    }

    /**
     * Creates a mirror: an identity of its own and no data key; replication brings the wraps.
     *
     * @throws Refused if there is a repository already
     * @throws OutcomeUnknown if the store's answers were lost again and again
     */
    public static Repository createMirror(ObjectStore store, RepositoryConfig config) {
        refuseOrphans(store);
        if (!claims(store, config)) {
            throw alreadyThere(store);
        }
        return new Repository(store, config, new KeyRing(List.of()));
    }

    /** Whether the repository is ours in the end; false if it is somebody else's. */
    private static boolean claims(ObjectStore store, RepositoryConfig config) {
        for (int look = 1; ; look++) {
            try {
                store.putIfAbsent(Layout.REPOSITORY, ObjectBody.of(config.bytes()));
                return true;
            } catch (Conflict e) {
                return holds(store, config);
            } catch (OutcomeUnknown e) {
                if (store.find(Layout.REPOSITORY).isPresent()) {
                    return holds(store, config);
                }
                if (look == LOOKS) {
                    throw e;
                }
            }
        }
    }

    private static boolean holds(ObjectStore store, RepositoryConfig config) {
        return Arrays.equals(store.get(Layout.REPOSITORY, MAX_CONFIG), config.bytes());
    }

    /** Backups that have lost their config must not come under another identity and key. */
    private static void refuseOrphans(ObjectStore store) {
        if (store.find(Layout.REPOSITORY).isPresent()) {
            return;
        }
        boolean copy = store.find(Layout.REPOSITORY_COPY).isPresent();
        if (copy || Stream.of(Layout.MODELS, Layout.OUTPUTS, Layout.RECORDS).anyMatch(top -> holdsAny(store, top))) {
            throw new Refused(
                    "there are backups at " + store + " whose repository.json is gone",
                    copy
                            ? "they can still be restored; 'twinkeep verify' puts it back"
                            : "'twinkeep verify --repair-from MIRROR' puts it back if the mirror has kept it, and without"
                                    + " that only a copy of this store can");
        }
    }

    private static boolean holdsAny(ObjectStore store, ObjectKey folder) {
        try (Stream<ObjectInfo> objects = store.list(folder)) {
            return objects.findAny().isPresent();
        }
    }

    /**
     * A lost bucket or an unmounted share looks like an empty repository: what is written there would be lost on its return.
     *
     * @throws Missing if this repository is not there
     */
    public void refuseIfGone() {
        if (store.find(Layout.REPOSITORY).isEmpty()
                && store.find(Layout.REPOSITORY_COPY).isEmpty()) {
            throw new Missing(
                    "the repository at " + store + " is gone: it has no repository.json any more",
                    "look whether its disk is mounted, or its bucket still there");
        }
    }

    private static Refused alreadyThere(ObjectStore store) {
        return new Refused(
                "there is a repository at " + store + " already",
                "use it, or name another bucket, prefix or directory");
    }

    /** Opens the repository without any data key: enough to replicate and to list. */
    public static Repository openWithoutKey(ObjectStore store) {
        return new Repository(store, readConfig(store), new KeyRing(List.of()));
    }

    /**
     * Opens the repository with the data keys that the sources open.
     *
     * @throws Missing if there is no repository
     * @throws Refused if the sources open none of its keys
     */
    public static Repository open(ObjectStore store, List<? extends KeySource> sources) {
        RepositoryConfig config = readConfig(store);
        return new Repository(store, config, new KeyShelf(store).open(sources).in(config.id()));
    }

    /** Keeps a second copy of the config, which opens the repository when the first is lost or damaged. */
    public void keepCopy() {
        keep(Layout.REPOSITORY_COPY);
    }

    /** Puts the config where it is lost or damaged; one that is whole and another is left for a person to look at. */
    public void keep(ObjectKey place) {
        if (!holds(place) && !isWhole(place)) {
            store.put(place, ObjectBody.of(config.bytes()));
        }
    }

    /** Keeps, in a mirror, the config of the repository that it copies: the one thing of it that nobody could make anew. */
    public void keepConfigOf(Repository origin) {
        ObjectKey place = Layout.origin(origin.id());
        if (store.find(place).isEmpty()) {
            store.put(place, ObjectBody.of(origin.config().bytes()));
        }
    }

    /** The repositories whose configs are kept here: this is a mirror of them. */
    public Set<RepositoryId> origins() {
        try (Stream<ObjectInfo> objects = store.list(Layout.ORIGINS)) {
            return objects.flatMap(object -> config(store, object.key())
                            .map(RepositoryConfig::id)
                            .filter(id -> Layout.origin(id).equals(object.key()))
                            .stream())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Puts a lost config back as a mirror has kept it. False if the mirror has none of this repository, or if one of ours is
     * whole.
     */
    public static boolean putBack(RepositoryId id, ObjectStore store, ObjectStore mirror) {
        Optional<RepositoryConfig> kept =
                config(mirror, Layout.origin(id)).filter(config -> config.id().equals(id));
        boolean whole = config(store, Layout.REPOSITORY).isPresent()
                || config(store, Layout.REPOSITORY_COPY).isPresent();
        if (whole || kept.isEmpty()) {
            return false;
        }
        store.put(Layout.REPOSITORY, ObjectBody.of(kept.get().bytes()));
        return true;
    }

    private static Optional<RepositoryConfig> config(ObjectStore store, ObjectKey place) {
        try {
            return Optional.of(parseConfig(store, place));
        } catch (Missing | Corrupt | Refused e) {
            return Optional.empty();
        }
    }

    /** Whether the key holds a config as it was written, be it ours or not. */
    public boolean isWhole(ObjectKey key) {
        return config(store, key).isPresent();
    }

    /** Whether the key holds this repository's config, byte for byte. */
    public boolean holds(ObjectKey key) {
        try {
            return Arrays.equals(store.get(key, MAX_CONFIG), config.bytes());
        } catch (Missing | Corrupt e) {
            return false;
        }
    }

    private static RepositoryConfig readConfig(ObjectStore store) {
        try {
            return parseConfig(store, Layout.REPOSITORY);
        } catch (Corrupt e) {
            return readCopy(store, e);
        } catch (Missing e) {
            if (store.find(Layout.REPOSITORY_COPY).isPresent()) {
                return parseConfig(store, Layout.REPOSITORY_COPY);
            }
            throw new Missing(
                    "there is no repository at " + store,
                    "check the address, or make one with 'twinkeep init'; if it was there and lost its repository.json,"
                            + " 'twinkeep verify --repair-from MIRROR' puts it back",
                    e);
        }
    }

    private static RepositoryConfig readCopy(ObjectStore store, Corrupt damage) {
        try {
            return parseConfig(store, Layout.REPOSITORY_COPY);
        } catch (Missing | Corrupt e) {
            throw damage;
        }
    }

    private static RepositoryConfig parseConfig(ObjectStore store, ObjectKey key) {
        return RepositoryConfig.parse(store.get(key, MAX_CONFIG), key + " at " + store);
    }
}
