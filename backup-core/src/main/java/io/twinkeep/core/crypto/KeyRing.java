package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The data keys that the given key sources opened. Immutable. */
public final class KeyRing {
    private final Map<KeyId, DataKey> keys;

    public KeyRing(Collection<DataKey> keys) {
        this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(DataKey::id, Function.identity(), (a, b) -> a));
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

    /** The key of the newest generation: what new sets are sealed with. */
    public DataKey newest() {
        return keys.values().stream()
                // Two rotations at once make two keys of one generation: then all writers take the same.
                .max(Comparator.comparingInt(DataKey::generation)
                        .thenComparing(key -> key.id().toString()))
                .orElseThrow(() -> new Refused(
                        "no data key is open", "give the --key-file or --passphrase-file of this repository"));
    }

    public Collection<DataKey> all() {
        return keys.values();
    }
}
