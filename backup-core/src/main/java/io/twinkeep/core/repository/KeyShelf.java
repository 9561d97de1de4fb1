package io.twinkeep.core.repository;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeyRing;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.WrapId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The key wraps of a repository: read, added, removed, rotated. As thread-safe as its store. */
public final class KeyShelf {
    private static final int MAX_WRAP = 4096;
    // Each may cost seconds of Argon2id to try, so a store can't make us try without end.
    private static final int MAX_WRAPS = 1000;

    private static final String COPY = "models/[^/]+/[^/]+/keys/[0-9a-f]{32}";

    private final ObjectStore store;

    public KeyShelf(ObjectStore store) {
        this.store = store;
    }

    /**
     * All wraps that can be read, oldest key first; one that is damaged, of another format version or under another
     * wrap's name is left out here and reported by {@code verify}: it must not keep the others from opening.
     */
    public List<KeyWrap> list() {
        return readAll(Layout.KEYS);
    }

    /**
     * The keys that the sources open. Where a wrap of {@code keys/} is lost, the copies in the sets still serve: they are
     * listed only if a key is missed, since every set has some.
     *
     * @throws Refused if the sources open none
     */
    public KeyRing open(List<? extends KeySource> sources) {
        List<KeyWrap> wraps = list();
        var keys = new KeyRing(openAll(wraps, sources), () -> openAll(lostAmong(copiesInSets(), wraps), sources));
        if (keys.all().isEmpty()) {
            keys.search();
        }
        if (keys.all().isEmpty()) {
            throw opensNothing(sources);
        }
        return keys;
    }

    /**
     * The wraps that only sets still have. Removing a wrap takes the copies first, so these were lost, or their removal
     * missed a set.
     */
    public List<KeyWrap> lost() {
        return lostAmong(copiesInSets(), list());
    }

    /** Each once, and those that differ from the one of their name in {@code keys/} as well: somebody changed that one. */
    private static List<KeyWrap> lostAmong(List<KeyWrap> copies, List<KeyWrap> wraps) {
        Set<ByteBuffer> seen = wraps.stream()
                .map(wrap -> ByteBuffer.wrap(wrap.object()))
                .collect(Collectors.toCollection(HashSet::new));
        return copies.stream()
                .filter(copy -> seen.add(ByteBuffer.wrap(copy.object())))
                .toList();
    }

    private Refused opensNothing(List<? extends KeySource> sources) {
        refuseStrangers(sources);
        if (!sources.isEmpty() && isBare()) {
            return new Refused(
                    "no key wrap is left in the repository at " + store,
                    "'twinkeep verify --repair-from MIRROR' puts back those that the mirror has");
        }
        return new Refused(
                "the given key opens nothing in the repository at " + store,
                sources.isEmpty()
                        ? "give its --key-file or --passphrase-file"
                        : "give the --key-file that 'init' wrote for it; 'twinkeep key list' shows the wraps");
    }

    /** Whether no wrap can be read here any more, neither in its place nor as a set's copy. */
    public boolean isBare() {
        return list().isEmpty() && copiesInSets().isEmpty();
    }

    /**
     * Takes over from a mirror the wraps that are wanted and that these sources open. Nothing that is here is changed.
     */
    public List<WrapId> takeOver(KeyShelf mirror, Predicate<KeyWrap> wanted, List<? extends KeySource> sources) {
        List<KeyWrap> fitting = mirror.list().stream()
                .filter(wanted)
                .filter(wrap ->
                        sources.stream().anyMatch(source -> wrap.open(source).isPresent()))
                .toList();
        fitting.forEach(wrap -> put(store, wrap));
        return fitting.stream().map(KeyWrap::id).toList();
    }

    private void refuseStrangers(List<? extends KeySource> sources) {
        Set<RepositoryId> here = list().stream().map(KeyWrap::repository).collect(Collectors.toSet());
        for (KeySource source : sources) {
            if (source instanceof KeyFile file && here.size() == 1 && !here.contains(file.repository())) {
                throw new Refused(
                        "the given key file opens nothing in the repository at " + store + ": it is for repository "
                                + file.repository() + ", and the keys there belong to repository "
                                + here.iterator().next(),
                        "give the --key-file that 'init' wrote for this one");
            }
        }
    }

    private static List<DataKey> openAll(List<KeyWrap> wraps, List<? extends KeySource> sources) {
        var opened = new ArrayList<DataKey>();
        for (KeyWrap wrap : wraps) {
            for (KeySource source : sources) {
                wrap.open(source).ifPresent(opened::add);
            }
        }
        return opened;
    }

    private List<KeyWrap> copiesInSets() {
        try (Stream<ObjectInfo> objects = store.list(Layout.MODELS)) {
            return objects.filter(object -> object.key().value().matches(COPY))
                    .flatMap(object -> read(object.key()).stream())
                    .limit(MAX_WRAPS)
                    .toList();
        }
    }

    /**
     * Adds a wrap of each key for another holder; for a key file, of the keys of its repository.
     *
     * @throws Refused if the key file is for a repository of which no key is at hand
     */
    public void add(KeyRing keys, KeySource source, String label, Instant created, RandomGenerator random) {
        for (DataKey key : fitting(keys, source)) {
            KeyWrap wrap = KeyWrap.wrap(key, source, label, created, random);
            put(store, wrap);
            copyIntoSetsOf(wrap);
        }
    }

    /** A listing: a set that it misses gets its copy from {@code verify}. */
    private void copyIntoSetsOf(KeyWrap wrap) {
        Set<String> siblings = list().stream()
                .filter(other -> other.keyId().equals(wrap.keyId()))
                .map(other -> other.id().toString())
                .collect(Collectors.toSet());
        try (Stream<ObjectInfo> objects = store.list(Layout.MODELS)) {
            objects.map(object -> object.key().value())
                    .filter(key -> key.matches(COPY) && siblings.contains(key.substring(key.lastIndexOf('/') + 1)))
                    .map(key -> key.substring(0, key.lastIndexOf('/')))
                    .distinct()
                    .toList()
                    .forEach(folder -> create(store, new ObjectKey(folder + "/" + wrap.id()), wrap.object()));
        }
    }

    private static List<DataKey> fitting(KeyRing keys, KeySource source) {
        List<DataKey> fitting = keys.all().stream()
                .filter(key ->
                        !(source instanceof KeyFile file) || file.repository().equals(key.repository()))
                .toList();
        // With none, wrapping the newest tells why.
        return fitting.isEmpty() ? List.of(keys.newest()) : fitting;
    }

    /**
     * Makes a new data key for new sets, wrapped for each of the sources, and only for them.
     *
     * @throws Refused if a newer key than those at hand exists
     */
    public DataKey rotate(
            KeyRing keys, List<? extends KeySource> sources, String label, Instant created, RandomGenerator random) {
        DataKey last = keys.newest();
        refuseOlder(last);
        DataKey next = DataKey.create(last.repository(), last.generation() + 1, random);
        for (KeySource source : sources) {
            put(store, KeyWrap.wrap(next, source, label, created, random));
        }
        return next;
    }

    /** @throws Refused if a newer data key of the same repository exists */
    public void refuseOlder(DataKey key) {
        List<KeyWrap> wraps = list();
        wraps.stream()
                .filter(wrap -> wrap.repository().equals(key.repository()) && wrap.generation() > key.generation())
                .max(Comparator.comparingInt(KeyWrap::generation))
                .ifPresent(wrap -> {
                    throw new Refused(
                            "the given key does not open the newest data key " + wrap.keyId() + ", generation "
                                    + wrap.generation() + " at " + store,
                            "give a key that opens it: " + holders(wraps, wrap.keyId()));
                });
    }

    /** Who opens the data key of a set, in words: the labels of its wraps. Empty if there is no wrap of it. */
    public String holders(KeyId key, ModelName model, SetId set) {
        String holders = holders(list(), key);
        return holders.isEmpty() ? holders(readAll(Layout.setWraps(model, set)), key) : holders;
    }

    private static String holders(List<KeyWrap> wraps, KeyId key) {
        return wraps.stream()
                .filter(wrap -> wrap.keyId().equals(key))
                .map(wrap ->
                        (wrap.kind() == KeyWrap.Kind.KEY_FILE ? "key file '" : "passphrase '") + wrap.label() + "'")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /**
     * Removes a wrap, and its copies in sets, or what is left of them. Whoever has opened it keeps what it opened. Where two people remove the
     * last two wraps at once, at least one of the wraps comes back.
     *
     * @throws Missing if there is no such wrap
     * @throws Refused if it is the last wrap of its data key
     */
    public void remove(WrapId id) {
        List<KeyWrap> wraps = list();
        Optional<KeyWrap> found = wraps.stream().filter(w -> w.id().equals(id)).findFirst();
        if (found.isEmpty() && removeCopies(id) > 0) {
            return;
        }
        KeyWrap wrap =
                found.orElseThrow(() -> new Missing("there is no key wrap " + id, "'twinkeep key list' shows them"));
        if (isOnlyOne(wraps, wrap)) {
            throw lastWrap(id);
        }
        removeCopies(id);
        store.delete(Layout.wrap(id));
        if (list().stream().noneMatch(w -> w.keyId().equals(wrap.keyId()))) {
            put(store, wrap);
            throw lastWrap(id);
        }
    }

    private static boolean isOnlyOne(List<KeyWrap> wraps, KeyWrap wrap) {
        return wraps.stream().filter(w -> w.keyId().equals(wrap.keyId())).count() == 1;
    }

    private static Refused lastWrap(WrapId id) {
        return new Refused(
                "key wrap " + id + " is the last one of its data key: without it nothing could be restored",
                "add another key first with 'twinkeep key add'");
    }

    /** How many there were. */
    private int removeCopies(WrapId id) {
        try (Stream<ObjectInfo> objects = store.list(Layout.MODELS)) {
            List<ObjectKey> copies = objects.map(ObjectInfo::key)
                    .filter(key -> key.value().endsWith("/keys/" + id))
                    .toList();
            copies.forEach(store::delete);
            return copies.size();
        }
    }

    /** Puts copies of the wraps of this key into a set, so that the set opens by itself. */
    public void copyInto(ModelName model, SetId set, KeyId keyId) {
        for (KeyWrap wrap : list()) {
            if (wrap.keyId().equals(keyId)) {
                create(store, Layout.setWraps(model, set).resolve(wrap.id().toString()), wrap.object());
            }
        }
    }

    static void put(ObjectStore store, KeyWrap wrap) {
        create(store, Layout.wrap(wrap.id()), wrap.object());
    }

    // What is there is never overwritten: wrap ids are random, so it is this very wrap, and of two copies that differ
    // the older may be the one that still opens.
    private static void create(ObjectStore store, ObjectKey key, byte[] object) {
        try {
            store.putIfAbsent(key, ObjectBody.of(object));
        } catch (Conflict e) {
            // Kept as it is.
        } catch (OutcomeUnknown e) {
            if (store.find(key).isEmpty()) {
                store.put(key, ObjectBody.of(object));
            }
        }
    }

    /** Whether these bytes are no wrap as one was written; one of another format version may be whole. */
    public static boolean isDamaged(byte[] wrap) {
        try {
            KeyWrap.parse(wrap, "a key wrap");
            return false;
        } catch (Corrupt e) {
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    private List<KeyWrap> readAll(ObjectKey folder) {
        try (Stream<ObjectInfo> objects = store.list(folder)) {
            return objects.flatMap(object -> read(object.key()).stream())
                    .limit(MAX_WRAPS)
                    .sorted(Comparator.comparingInt(KeyWrap::generation).thenComparing(KeyWrap::created))
                    .toList();
        }
    }

    private Optional<KeyWrap> read(ObjectKey key) {
        byte[] object;
        try {
            object = store.get(key, MAX_WRAP);
        } catch (Corrupt | Missing e) {
            return Optional.empty();
        }
        try {
            KeyWrap wrap = KeyWrap.parse(object, "key wrap " + key);
            return Optional.of(wrap).filter(w -> w.id().toString().equals(key.name()));
        } catch (Corrupt | Refused e) {
            return Optional.empty();
        }
    }
}
