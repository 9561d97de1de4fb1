package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks the key wraps. A wrap's checksum tells whether it is as it was written, and its copies are compared: the one in
 * {@code keys/}, those in the sets, and those of the mirror. Of whole copies that differ the right one is the one that the
 * given keys open, else the one that most agree on. A damaged or lost copy in a set is mended from the others at once;
 * what only somebody else's hand can have changed waits until a repair is asked for.
 */
final class WrapCheck {
    private static final int MAX_WRAP = 4096;
    private static final String HITS = "whoever opens the repository with this key only";

    private final Repository repository;
    private final RepairSource repair;
    private final List<? extends KeySource> sources;
    private final VerifyTally tally;
    private final Map<String, List<ObjectKey>> places = new TreeMap<>();
    private final Set<KeyId> inKeys = new HashSet<>();
    private final Map<String, byte[]> gone = new TreeMap<>();
    private final Map<ObjectKey, KeyId> expected = new TreeMap<>();
    private final Map<KeyId, Map<String, byte[]>> whole = new HashMap<>();

    WrapCheck(Repository repository, RepairSource repair, List<? extends KeySource> sources, VerifyTally tally) {
        this.repository = repository;
        this.repair = repair;
        this.sources = sources;
        this.tally = tally;
        add(listed(repository.store()));
    }

    private static List<ObjectKey> listed(ObjectStore store) {
        try (Stream<ObjectInfo> objects = store.list(Layout.KEYS)) {
            return objects.map(ObjectInfo::key).toList();
        }
    }

    /** Takes the copies of a set along. */
    void add(Collection<ObjectKey> wraps) {
        wraps.forEach(key ->
                places.computeIfAbsent(key.name(), ignored -> new ArrayList<>()).add(key));
    }

    /** Takes down that a set, which is not closed, is sealed with this key. */
    void expect(ModelName model, SetId set, KeyId key) {
        expected.put(Layout.setWraps(model, set), key);
    }

    void run() {
        places.forEach(this::check);
        gone.forEach(this::checkGone);
        expected.forEach((folder, key) ->
                whole.getOrDefault(key, Map.of()).forEach((id, wrap) -> checkCopy(folder.resolve(id), wrap)));
        for (DataKey key : repository.keys().all()) {
            if (!inKeys.contains(key.id()) && !tally.hasFindingsBelow(Layout.KEYS)) {
                checkLost(key.id());
            }
        }
    }

    private void check(String id, List<ObjectKey> keys) {
        Map<ObjectKey, byte[]> ours = new TreeMap<>();
        keys.forEach(key -> ours.put(key, bytes(repository.store(), key)));
        Optional<byte[]> right = right(id, ours);
        if (right.isPresent() && keys.stream().noneMatch(WrapCheck::isInKeys)) {
            gone.put(id, right.get());
        }
        ours.forEach((key, bytes) -> {
            if (right.isEmpty() || !Arrays.equals(bytes, right.get())) {
                settle(key, bytes, right);
            } else {
                learn(key, bytes);
            }
        });
    }

    /** Takes a wrap of {@code keys/} down as one that is there. */
    private void learn(ObjectKey key, byte[] bytes) {
        if (isInKeys(key)) {
            KeyId opens = parsed(bytes, key.name()).orElseThrow().keyId();
            inKeys.add(opens);
            whole.computeIfAbsent(opens, ignored -> new TreeMap<>()).put(key.name(), bytes);
        }
    }

    private static boolean isInKeys(ObjectKey key) {
        return key.value().startsWith(Layout.KEYS + "/");
    }

    private void settle(ObjectKey key, byte[] bytes, Optional<byte[]> right) {
        boolean damaged = parsed(bytes, key.name()).isEmpty();
        boolean mended = right.isPresent() && (damaged || repair.isWanted()) && put(key, right.get());
        String what = damaged
                ? "this key wrap is damaged"
                : "this key wrap differs from its other copies, which are whole too: somebody changed it";
        tally.settle(new Verify.Finding(key, what, HITS), mended);
        if (mended) {
            learn(key, right.get());
        }
    }

    /**
     * The last wrap of a data key can't be removed on purpose, so it is put back; of another one only a person knows.
     *
     * @param wrap as a set has it, while {@code keys/} has it no more
     */
    private void checkGone(String id, byte[] wrap) {
        boolean last = !inKeys.contains(parsed(wrap, id).orElseThrow().keyId());
        ObjectKey place = Layout.KEYS.resolve(id);
        boolean mended = (last || repair.isWanted()) && put(place, wrap);
        String what = last
                ? "this key wrap, the last one of its data key, is missing"
                : "this key wrap is missing, and a set has a copy; if it was removed on purpose, 'twinkeep key remove "
                        + id + "' takes the copy too";
        tally.settle(new Verify.Finding(place, what, HITS), mended);
        if (mended) {
            learn(place, wrap);
        }
    }

    private void checkCopy(ObjectKey place, byte[] wrap) {
        boolean there = places.getOrDefault(place.name(), List.of()).contains(place)
                || repository.store().find(place).isPresent();
        if (!there) {
            String hits = "nothing as long as the wrap in " + Layout.KEYS + "/ is there";
            tally.settle(new Verify.Finding(place, "this copy of a key wrap is missing", hits), put(place, wrap));
        }
    }

    private boolean put(ObjectKey key, byte[] wrap) {
        repository.store().put(key, ObjectBody.of(wrap));
        return Arrays.equals(bytes(repository.store(), key), wrap);
    }

    private Optional<byte[]> right(String id, Map<ObjectKey, byte[]> ours) {
        var votes = new ArrayList<byte[]>(ours.values());
        repair.store().ifPresent(mirror -> ours.keySet().forEach(key -> votes.add(bytes(mirror, key))));
        List<byte[]> valid =
                votes.stream().filter(bytes -> parsed(bytes, id).isPresent()).toList();
        if (valid.isEmpty() || valid.stream().allMatch(bytes -> Arrays.equals(bytes, valid.getFirst()))) {
            return valid.stream().findFirst();
        }
        Optional<byte[]> opening = valid.stream()
                .filter(bytes -> sources.stream()
                        .anyMatch(source ->
                                parsed(bytes, id).orElseThrow().open(source).isPresent()))
                .findFirst();
        return opening.or(() -> mostAgreedOn(valid));
    }

    private static Optional<byte[]> mostAgreedOn(List<byte[]> votes) {
        for (byte[] candidate : votes) {
            long agreeing = votes.stream()
                    .filter(vote -> Arrays.equals(vote, candidate))
                    .count();
            if (2 * agreeing > votes.size()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Nothing in {@code keys/} wraps a key that is in use: the copies in the sets and the mirror may. */
    private void checkLost(KeyId key) {
        var copies = new ArrayList<byte[]>();
        places.values().forEach(all -> all.forEach(place -> copies.add(bytes(repository.store(), place))));
        repair.store().ifPresent(mirror -> listed(mirror).forEach(place -> copies.add(bytes(mirror, place))));
        boolean mended = false;
        for (byte[] copy : copies) {
            Optional<KeyWrap> wrap = parsed(copy, "").filter(w -> w.keyId().equals(key));
            if (wrap.isPresent() && repair.isWanted()) {
                ObjectKey place = Layout.wrap(wrap.get().id());
                mended |= bytes(repository.store(), place).length > 0 || put(place, copy);
            }
        }
        var finding = new Verify.Finding(
                Layout.KEYS, "no wrap of data key " + key + " is there", "everything, once the copies in the sets go");
        tally.settle(finding, mended);
    }

    /** @param id the name that it must have, empty for any */
    private static Optional<KeyWrap> parsed(byte[] bytes, String id) {
        try {
            return Optional.of(KeyWrap.parse(bytes, "a key wrap"))
                    .filter(wrap -> id.isEmpty() || wrap.id().toString().equals(id));
        } catch (Corrupt | Refused e) {
            return Optional.empty();
        }
    }

    /** Empty if it can't be read. */
    private static byte[] bytes(ObjectStore store, ObjectKey key) {
        try {
            return store.get(key, MAX_WRAP);
        } catch (Missing | Corrupt e) {
            return new byte[0];
        }
    }
}
