package io.twinkeep.agent.region;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.config.RepositorySettings;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.follow.Repositories;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Engine;

/** The stores of one run, each opened when it is first needed, with the credentials of that moment. One thread uses it. */
final class RegionStores implements AutoCloseable {
    private final RepositorySettings source;
    private final RepositorySettings region;
    private final AgentSettings settings;
    private final Means means;
    private final AgentConfig task;
    private ObjectStore own;
    private ObjectStore origin;

    RegionStores(AgentSettings settings, FollowSettings following, Means means) {
        this.settings = settings;
        this.means = means;
        this.region = settings.repository();
        this.source = source(settings, following);
        this.task = settings.task(StorePurpose.WRITE);
    }

    /** The repository that is followed: the region's own, or a mirror. */
    static RepositorySettings source(AgentSettings settings, FollowSettings following) {
        return settings.mirrors().stream()
                .filter(mirror -> mirror.name().equals(following.from()))
                .findFirst()
                .orElse(settings.repository());
    }

    Repositories repositories() {
        return new Repositories(this::origin, this::own);
    }

    Engine own() {
        if (own == null) {
            own = source.equals(region) ? open(region, StorePurpose.WRITE) : openOrMake();
        }
        return engine(own);
    }

    private Engine origin() {
        if (source.equals(region)) {
            return own();
        }
        if (origin == null) {
            origin = open(source, StorePurpose.FOLLOW);
        }
        return engine(origin);
    }

    /** A repository and its mirrors have the same keys. */
    private Engine engine(ObjectStore store) {
        return Session.engine(Repositories.openMirror(store, Session.keySources(task)), means, task);
    }

    private ObjectStore open(RepositorySettings at, StorePurpose purpose) {
        return Session.store(means, task, at.address(), settings.access(at, purpose));
    }

    /** Where this region fetches by itself nobody else makes its repository. */
    private ObjectStore openOrMake() {
        try {
            return open(region, StorePurpose.WRITE);
        } catch (Missing e) {
            means.progress().note("there is no repository at " + region.address() + " yet: making a mirror");
        }
        S3Access access = settings.access(region, StorePurpose.WRITE);
        try (var creation =
                RepositoryCreation.ofMirror(means, new RepositoryCreation.Place(region.address(), task, access))) {
            creation.createMirror();
        } catch (Refused e) {
            return openAfter(e);
        }
        return open(region, StorePurpose.WRITE);
    }

    /** The primary's replication may have made it meanwhile. */
    private ObjectStore openAfter(Refused refusal) {
        try {
            return open(region, StorePurpose.WRITE);
        } catch (Missing e) {
            throw refusal;
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
        if (origin != null) {
            origin.close();
        }
    }
}
