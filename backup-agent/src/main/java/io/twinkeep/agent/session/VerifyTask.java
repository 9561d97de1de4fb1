package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Verify;
import io.twinkeep.core.repository.Repository;
import java.util.Optional;

/** Looks whether a repository is whole: what {@code twinkeep verify} and the daemon's job do. */
public final class VerifyTask {
    private final Means means;
    private final AgentConfig config;

    public VerifyTask(Means means, AgentConfig config) {
        this.means = means;
        this.config = config;
    }

    /** A repository to mend from. */
    public record Mirror(RepositoryAddress address, S3Access access) {}

    public Verify.Outcome run(int readPercent, Optional<Mirror> mirror) {
        try (var session = Session.open(means, config)) {
            if (mirror.isEmpty()) {
                return verify(session, readPercent, Optional.empty());
            }
            var from = mirror.get();
            try (var other = Session.openWithoutKey(means, config, from.address(), from.access())) {
                return verify(session, readPercent, Optional.of(other.repository()));
            }
        }
    }

    private Verify.Outcome verify(Session session, int readPercent, Optional<Repository> other) {
        var order = new Verify.Order(config.model(), readPercent, other, Session.keySources(config));
        return new Verify(session.engine()).run(order);
    }
}
