package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a repository open again that has lost both copies of its {@code repository.json}, or all its key wraps or all of
 * one data key, from what a mirror keeps. Which repository it was is told by what lies in it, never by the mirror: else a wrong one would give it
 * another identity. Nothing that can be read is changed.
 */
public final class Recovery {
    private static final int MAX_SLOT = 32 << 20;
    private static final String SLOT = "models/[^/]+/[^/]+/slots/[0-9]+";

    private final ObjectStore store;

    public Recovery(ObjectStore store) {
        this.store = store;
    }

    /** What was put back, nothing if nothing could be. */
    public List<Verify.Finding> from(Repository mirror, List<? extends KeySource> sources) {
        var found = new ArrayList<Verify.Finding>();
        if (identity()
                .filter(id -> Repository.putBack(id, store, mirror.store()))
                .isPresent()) {
            found.add(new Verify.Finding(
                    Layout.REPOSITORY, "it and its copy were lost", "everything: nothing could be opened"));
        }
        var shelf = new KeyShelf(store);
        if (store.find(Layout.REPOSITORY).isPresent() && shelf.isBare()) {
            Set<RepositoryId> of = lineage(Repository.openWithoutKey(store));
            shelf.takeOver(new KeyShelf(mirror.store()), wrap -> of.contains(wrap.repository()), sources)
                    .forEach(wrap -> found.add(new Verify.Finding(
                            Layout.wrap(wrap),
                            "it was lost, and so was every other",
                            "everything: nothing could be opened")));
        }
        return found;
    }

    /** Whose keys may be ours: a stranger's, which the same passphrase may open, are not. */
    private Set<RepositoryId> lineage(Repository ours) {
        var lineage = new HashSet<>(ours.origins());
        lineage.add(ours.id());
        identity().ifPresent(lineage::add);
        return lineage;
    }

    /**
     * Puts back what opens the data keys that slots here are sealed with and of which no wrap is left, neither in its place
     * nor in a set. A mirror's other keys are none of ours.
     */
    public List<Verify.Finding> ofKeys(Repository mirror, List<? extends KeySource> sources) {
        var shelf = new KeyShelf(store);
        var theirs = new KeyShelf(mirror.store());
        Set<KeyId> lost = keys(theirs.list());
        lost.removeAll(keys(shelf.list()));
        if (!lost.isEmpty()) {
            lost.removeAll(keys(shelf.lost()));
            lost.retainAll(sealing());
        }
        if (lost.isEmpty()) {
            return List.of();
        }
        return shelf.takeOver(theirs, wrap -> lost.contains(wrap.keyId()), sources).stream()
                .map(wrap -> new Verify.Finding(
                        Layout.wrap(wrap),
                        "it was lost, and so was every other of its data key",
                        "every set that is sealed with it"))
                .toList();
    }

    private static Set<KeyId> keys(List<KeyWrap> wraps) {
        return wraps.stream().map(KeyWrap::keyId).collect(Collectors.toCollection(HashSet::new));
    }

    private Set<KeyId> sealing() {
        try (Stream<ObjectInfo> objects = store.list(Layout.MODELS)) {
            return objects.map(ObjectInfo::key)
                    .filter(key -> key.value().matches(SLOT))
                    .flatMap(key -> header(key).stream())
                    .map(SealedHeader::keyId)
                    .collect(Collectors.toSet());
        }
    }

    /** The repository that what lies here was made for; not authenticated, but all that is read later must agree with it. */
    private Optional<RepositoryId> identity() {
        try (Stream<ObjectInfo> objects = store.list(Layout.MODELS)) {
            Optional<RepositoryId> named = objects.map(ObjectInfo::key)
                    .filter(key -> key.value().matches(SLOT))
                    .flatMap(key -> named(key).stream())
                    .findFirst();
            return named.or(this::namedByWraps);
        }
    }

    private Optional<RepositoryId> named(ObjectKey slot) {
        return header(slot)
                .map(SealedHeader::clear)
                .filter(clear -> clear.length >= Token.BYTES)
                .map(clear -> new RepositoryId(Token.read(ByteBuffer.wrap(clear))));
    }

    private Optional<SealedHeader> header(ObjectKey slot) {
        try {
            return Optional.of(SealedHeader.parse(store.get(slot, MAX_SLOT), slot.value()));
        } catch (Corrupt | Refused e) {
            return Optional.empty();
        }
    }

    private Optional<RepositoryId> namedByWraps() {
        return new KeyShelf(store).list().stream().map(KeyWrap::repository).findFirst();
    }
}
