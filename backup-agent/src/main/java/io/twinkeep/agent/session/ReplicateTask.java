package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.Replicate;
import java.util.List;

/** Carries snapshots into a mirror, which is made if there is none: what {@code twinkeep replicate} and the daemon's job do. */
public final class ReplicateTask {
    private final Means means;
    private final AgentConfig config;

    public ReplicateTask(Means means, AgentConfig config) {
        this.means = means;
        this.config = config;
    }

    public Replicate.Outcome run(RepositoryAddress to, S3Access access) {
        Overlap.refuse(config.requiredRepository(), to);
        try (var source = Session.openWithoutKey(means, config, config.requiredRepository(), config.s3());
                var target = openOrMake(to, access, source)) {
            var replicate = new Replicate(
                    source.repository(),
                    target.repository(),
                    means.random(),
                    Limits.ofThreads(config.threads()),
                    means.progress());
            return replicate.run(config.model().map(List::of).orElse(List.of()));
        }
    }

    private Session openOrMake(RepositoryAddress to, S3Access access, Session source) {
        try {
            return Session.openWithoutKey(means, config, to, access);
        } catch (Missing e) {
            // A mistyped name leaves no empty mirror behind.
            config.model().ifPresent(source.engine().sets()::requireModel);
            means.progress().note("there is no repository at " + to + " yet: making a mirror");
        }
        var place = new RepositoryCreation.Place(to, config, access);
        try (var creation = RepositoryCreation.ofMirror(means, place)) {
            creation.createMirror();
        }
        return Session.openWithoutKey(means, config, to, access);
    }
}
