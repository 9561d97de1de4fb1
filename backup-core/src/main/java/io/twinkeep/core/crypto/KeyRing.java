package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.RepositoryId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The data keys that the given key sources opened. They may belong to several repositories: one that backs up and holds
 * copies of another's models has the keys of both. A key that is missed is looked for once more, and once only, where
 * finding it costs more. Thread-safe.
 */
public final class KeyRing {
    private final Optional<RepositoryId> owner;
    private final Supplier<? extends Collection<DataKey>> elsewhere;
    private Map<KeyId, DataKey> keys;
    private boolean searched;

    public KeyRing(Collection<DataKey> keys) {
        this(keys, List::of);
    }

    /** @param elsewhere opens what else there is; asked at most once, for the first key that is missed */
    public KeyRing(Collection<DataKey> keys, Supplier<? extends Collection<DataKey>> elsewhere) {
        this(Optional.empty(), keys, elsewhere);
    }

    private KeyRing(
            Optional<RepositoryId> owner, Collection<DataKey> keys, Supplier<? extends Collection<DataKey>> elsewhere) {
        this.owner = owner;
        this.keys = byId(keys.stream());
        this.elsewhere = elsewhere;
    }

    private static Map<KeyId, DataKey> byId(Stream<DataKey> keys) {
        return keys.collect(Collectors.toUnmodifiableMap(DataKey::id, Function.identity(), (a, b) -> a));
    }

    /** The same keys for this repository: it seals with its own where it has any. */
    public KeyRing in(RepositoryId repository) {
        return new KeyRing(Optional.of(repository), all(), elsewhere);
    }

    public boolean has(KeyId id) {
        return find(id).isPresent();
    }

    private synchronized Optional<DataKey> find(KeyId id) {
        if (!keys.containsKey(id)) {
            search();
        }
        return Optional.ofNullable(keys.get(id));
    }

    /** Looks everywhere: what is the newest key may be missed as well. */
    public synchronized void search() {
        if (!searched) {
            keys = byId(Stream.concat(keys.values().stream(), elsewhere.get().stream()));
            searched = true;
        }
    }

    /** @throws Refused if none of the given key files and passphrases opened this key */
    public DataKey key(KeyId id, String what) {
        Optional<DataKey> key = find(id);
        if (key.isEmpty()) {
            throw new Refused(
                    what + " is sealed with data key " + id + ", which the given key does not open",
                    "give another --key-file or --passphrase-file; 'twinkeep key list' shows the wraps");
        }
        return key.get();
    }

    /**
     * The key of the newest generation: what new sets are sealed with. A mirror has none of its own and goes on with
     * those of the repository that it comes from.
     *
     * @throws Refused if none is open, or those of several other repositories
     */
    public DataKey newest() {
        return sealing().stream()
                // Two rotations at once make two keys of one generation: then all writers take the same.
                .max(Comparator.comparingInt(DataKey::generation)
                        .thenComparing(key -> key.id().toString()))
                .orElseThrow(() -> new Refused(
                        "no data key is open", "give the --key-file or --passphrase-file of this repository"));
    }

    private List<DataKey> sealing() {
        Collection<DataKey> opened = all();
        List<DataKey> own = opened.stream()
                .filter(key -> owner.isPresent() && key.repository().equals(owner.get()))
                .toList();
        if (!own.isEmpty()) {
            return own;
        }
        if (opened.stream().map(DataKey::repository).distinct().count() > 1) {
            throw new Refused(
                    "the given keys open data keys of several repositories, none of them this one",
                    "name the one --key-file or --passphrase-file that new sets shall be sealed for");
        }
        return List.copyOf(opened);
    }

    public synchronized Collection<DataKey> all() {
        return keys.values();
    }
}
