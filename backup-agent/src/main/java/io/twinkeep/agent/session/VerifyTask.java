package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.operation.Recovery;
import io.twinkeep.core.operation.Verify;
import io.twinkeep.core.repository.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** @param repaired what was mended, before the repository could be opened and after */
    public record Done(Verify.Outcome outcome, List<Verify.Finding> repaired) {}

    public Done run(int readPercent, Optional<Mirror> mirror) {
        if (mirror.isEmpty()) {
            try (var session = Session.open(means, config)) {
                return verify(session, readPercent, Optional.empty(), List.of());
            }
        }
        var from = mirror.get();
        try (var other = Session.openWithoutKey(means, config, from.address(), from.access())) {
            var recovered = new ArrayList<Verify.Finding>();
            try (var session = openOrRecover(other.repository(), recovered)) {
                return verify(session, readPercent, Optional.of(other.repository()), recovered);
            }
        }
    }

    /** Where nothing can be opened any more, what opens it may be in the mirror. */
    private Session openOrRecover(Repository other, List<Verify.Finding> recovered) {
        try {
            recovered.addAll(recoveredKeys(other));
            return Session.open(means, config);
        } catch (Missing | Corrupt | Refused e) {
            try (var store = Stores.open(config.requiredRepository(), config, config.s3(), 0)) {
                recovered.addAll(new Recovery(store).from(other, Session.keySources(config)));
            }
            if (recovered.isEmpty()) {
                throw e;
            }
            return Session.open(means, config);
        }
    }

    /** Before it is opened to be verified: a session knows the wraps that were there when it began. */
    private List<Verify.Finding> recoveredKeys(Repository other) {
        try (var session = Session.open(means, config)) {
            return new Recovery(session.repository().store()).ofKeys(other, Session.keySources(config));
        }
    }

    private Done verify(Session session, int readPercent, Optional<Repository> other, List<Verify.Finding> recovered) {
        var order = new Verify.Order(config.model(), readPercent, other, Session.keySources(config));
        Verify.Outcome outcome = new Verify(session.engine()).run(order);
        return new Done(
                outcome,
                Stream.concat(recovered.stream(), outcome.repaired().stream()).toList());
    }
}
