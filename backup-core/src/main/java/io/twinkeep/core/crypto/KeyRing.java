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
import java.util.stream.Collectors;

/**
 * The data keys that the given key sources opened. They may belong to several repositories: one that backs up and holds
 * copies of another's models has the keys of both. Immutable.
 */
public final class KeyRing {
    private final Optional<RepositoryId> owner;
    private final Map<KeyId, DataKey> keys;

    public KeyRing(Collection<DataKey> keys) {
        this(Optional.empty(), keys);
    }

    private KeyRing(Optional<RepositoryId> owner, Collection<DataKey> keys) {
        this.owner = owner;
        this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(DataKey::id, Function.identity(), (a, b) -> a));
    }

    /** The same keys for this repository: it seals with its own where it has any. */
    public KeyRing in(RepositoryId repository) {
        return new KeyRing(Optional.of(repository), keys.values());
    }

    public boolean has(KeyId id) {
        return keys.containsKey(id);
    }

    /** @throws Refused if none of the given key files and passphrases opened this key */
    public DataKey key(KeyId id, String what) {
        DataKey key = keys.get(id);
        if (key == null) {
            throw new Refused(
                    what + " is sealed with data key " + id + ", which the given key does not open",
                    "give another --key-file or --passphrase-file; 'twinkeep key list' shows the wraps");
        }
        return key;
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
        List<DataKey> own = keys.values().stream()
                .filter(key -> owner.isPresent() && key.repository().equals(owner.get()))
                .toList();
        if (!own.isEmpty()) {
            return own;
        }
        if (keys.values().stream().map(DataKey::repository).distinct().count() > 1) {
            throw new Refused(
                    "the given keys open data keys of several repositories, none of them this one",
                    "name the one --key-file or --passphrase-file that new sets shall be sealed for");
        }
        return List.copyOf(keys.values());
    }

    public Collection<DataKey> all() {
        return keys.values();
    }
}
