package io.twinkeep.agent.region;

import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.follow.FollowRules;
import io.twinkeep.agent.follow.Repositories;
import io.twinkeep.agent.follow.TargetPins;
import io.twinkeep.agent.service.Parts;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.catalog.AliasTargets;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Progress;
import java.time.InstantSource;
import java.util.List;

/** Keeps the alias' last targets pinned in the region's own repository, so that its prune leaves them to those who follow. */
final class Pinning {
    private final Parts parts;
    private final FollowSettings settings;
    private final List<Followed> models;
    private final AliasTargets aliases;
    private final InstantSource clock;

    Pinning(Parts parts, FollowSettings settings, List<Followed> models, AliasTargets aliases, InstantSource clock) {
        this.parts = parts;
        this.settings = settings;
        this.models = models;
        this.aliases = aliases;
        this.clock = clock;
    }

    /** @throws io.twinkeep.core.errors.Unavailable if the alias or the repository can't be read */
    void run(Progress progress) {
        Means means = parts.means().apply(progress);
        var own = parts.settings().repository();
        var task = parts.settings().task(StorePurpose.WRITE);
        FollowRules rules = FollowJob.rules(settings, task.threads());
        var access = parts.settings().access(own, StorePurpose.WRITE);
        try (ObjectStore store = Session.store(means, task, own.address(), access)) {
            var engine = Session.engine(Repositories.openMirror(store, Session.keySources(task)), means, task);
            for (Followed model : models) {
                new TargetPins(model.model().model(), rules, aliases, progress).keep(engine, clock.instant());
            }
        }
    }
}
