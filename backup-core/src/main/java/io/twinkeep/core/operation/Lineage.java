package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Which repositories the contents of one come from, as far as it tells without a key: itself, and those it is a mirror of. */
final class Lineage {
    private final Repository repository;
    private final SetStore sets;

    Lineage(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.sets = new SetStore(repository, random);
    }

    /**
     * Nothing of a stranger mends anything, and its keys are none to take.
     *
     * @throws Refused if the two have nothing in common
     */
    void refuseStranger(Lineage other) {
        Set<RepositoryId> ours = known();
        Set<RepositoryId> theirs = other.known();
        if (Collections.disjoint(ours, theirs)
                && Collections.disjoint(ours, other.origins())
                && Collections.disjoint(origins(), theirs)) {
            throw new Refused(
                    "the repository at " + other.repository.store() + " is no mirror of the one at "
                            + repository.store() + ", nor the other way round: it holds nothing of repository "
                            + repository.id(),
                    "name a mirror that 'twinkeep replicate' has filled from this one, or the one that it is a mirror of");
        }
    }

    /** Itself, what it keeps a config of, and whose keys it has. */
    private Set<RepositoryId> known() {
        Set<RepositoryId> known = new KeyShelf(repository.store())
                .list().stream().map(KeyWrap::repository).collect(Collectors.toCollection(HashSet::new));
        known.addAll(repository.origins());
        known.add(repository.id());
        return known;
    }

    /** Whose backups it has: what is left to ask where its wraps are lost. */
    private Set<RepositoryId> origins() {
        return sets.models().stream()
                .flatMap(model -> newestOrigin(model).stream())
                .collect(Collectors.toSet());
    }

    /** Whether something of this repository, as it is backed up in {@code origin}, may come from here. */
    boolean passesOn(RepositoryId origin, ModelName model) {
        return origin.equals(repository.id())
                || repository.store().find(Layout.origin(origin)).isPresent()
                || newestOrigin(model).filter(origin::equals).isPresent();
    }

    /** The repository that made the newest snapshot which is left of the model. */
    Optional<RepositoryId> newestOrigin(ModelName model) {
        for (SetId set : sets.sets(model).reversed()) {
            Optional<SnapshotHeader> latest = sets.read(model, set).latest();
            if (latest.isPresent()) {
                return latest.map(snapshot -> snapshot.origin().repository());
            }
        }
        return Optional.empty();
    }
}
