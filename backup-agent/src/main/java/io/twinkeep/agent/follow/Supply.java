package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Replicate;
import io.twinkeep.core.operation.Verify;
import io.twinkeep.core.operation.VersionSelector;
import io.twinkeep.core.operation.Versions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Brings a version into the region's own repository; asks the origin only if it is not there. */
final class Supply {
    private final ModelName model;
    private final Repositories repositories;
    private final Progress progress;

    Supply(ModelName model, Repositories repositories, Progress progress) {
        this.model = model;
        this.repositories = repositories;
        this.progress = progress;
    }

    /** The version's snapshot in the own repository, and what had to be carried for it. */
    record Stocked(Versions.Listed snapshot, long bytesCarried) {}

    /** The same version in any snapshot. */
    static VersionSelector exactly(Sha256 version) {
        return new VersionSelector.Digest(version.toString());
    }

    /**
     * Empty if the version is in neither repository yet.
     *
     * @throws Unavailable if the origin is needed and can't be reached
     */
    Optional<Stocked> bring(Sha256 version) {
        Optional<Versions.Listed> here = find(repositories.own().get(), version);
        if (here.isPresent()) {
            return here.map(snapshot -> new Stocked(snapshot, 0));
        }
        Engine origin = repositories.origin().get();
        // The first that has it comes with the least before it: a full that follows may come later.
        Optional<Versions.Listed> there = new Versions(origin)
                .list(model).stream()
                        .filter(listed -> listed.body().version().value().equals(version))
                        .findFirst();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(carry(origin, there.get(), version));
    }

    private Stocked carry(Engine origin, Versions.Listed wanted, Sha256 version) {
        Engine own = repositories.own().get();
        var replicate =
                new Replicate(origin.repository(), own.repository(), own.random(), own.limits(), own.progress());
        Replicate.Outcome outcome = replicate.runUntil(model, wanted.header().run());
        outcome.problems().forEach(progress::note);
        // Opened again: with the snapshot may have come the wrap of a new key.
        return find(repositories.own().get(), version)
                .map(snapshot -> new Stocked(snapshot, outcome.bytes()))
                .orElseThrow(() -> new Failed(
                        "version " + version + " of model " + model + " could not be carried from "
                                + origin.repository().store() + " to "
                                + own.repository().store() + ": "
                                + (outcome.problems().isEmpty()
                                        ? "its set is closed here"
                                        : String.join("; ", outcome.problems())),
                        "run 'twinkeep verify' on both"));
    }

    private Optional<Versions.Listed> find(Engine engine, Sha256 version) {
        try {
            return Optional.of(new Versions(engine).find(model, exactly(version)));
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    /** Does the work from the own repository; where that is damaged, mends it from the origin and tries once more. */
    <T> T mending(Function<Engine, T> work) {
        Engine own = repositories.own().get();
        try {
            return work.apply(own);
        } catch (Corrupt | Missing e) {
            progress.note("the region's own repository is damaged and is mended from the origin: " + e.getMessage());
            mend(own, e.getMessage());
            return work.apply(repositories.own().get());
        }
    }

    private void mend(Engine own, String damage) {
        Engine origin;
        try {
            origin = repositories.origin().get();
        } catch (Unavailable e) {
            throw new Corrupt(
                    damage + "; and the origin can't be reached to mend it",
                    "run 'twinkeep verify --read-data 100 --repair-from' a repository that is whole",
                    e);
        }
        if (origin.repository().id().equals(own.repository().id())) {
            throw new Corrupt(
                    damage + "; and this region follows no other repository, from which it could be mended",
                    "run 'twinkeep verify --read-data 100 --repair-from MIRROR'");
        }
        var order = new Verify.Order(Optional.of(model), 100, Optional.of(origin.repository()), List.of());
        new Verify(own).run(order).findings().forEach(finding -> progress.note("still damaged: " + finding));
    }
}
