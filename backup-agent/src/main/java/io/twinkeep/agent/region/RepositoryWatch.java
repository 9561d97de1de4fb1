package io.twinkeep.agent.region;

import io.twinkeep.agent.config.FollowSettings;
import io.twinkeep.agent.config.RepositorySettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.service.Parts;
import io.twinkeep.agent.session.Stores;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.objectstore.ObjectStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for a version that is waited for in the repository that is followed, while this region is a standby. One thread uses it. */
final class RepositoryWatch implements AutoCloseable {
    private final Parts parts;
    private final FollowSettings settings;
    private final Runnable follow;
    private final Map<Followed, RepositoryNews> news = new LinkedHashMap<>();
    private Optional<ObjectStore> store = Optional.empty();

    RepositoryWatch(Parts parts, FollowSettings settings, List<Followed> models, Runnable follow) {
        this.parts = parts;
        this.settings = settings;
        this.follow = follow;
        models.forEach(this::begin);
    }

    private void begin(Followed model) {
        news.put(model, new RepositoryNews(model.model().model()));
    }

    void look() {
        if (!parts.standing().role().equals(Optional.of(RegionRole.STANDBY))) {
            news.keySet().forEach(this::begin);
            return;
        }
        for (Followed model : news.keySet()) {
            boolean mayCome = settings.followsLatest() || !model.isComplete();
            if (mayCome && looked(model)) {
                follow.run();
            }
        }
    }

    private boolean looked(Followed model) {
        if (store.isEmpty()) {
            store = Optional.of(open());
        }
        try {
            return news.get(model).look(store.get());
        } catch (RuntimeException e) {
            close(); // The next look takes the credentials of that time.
            throw e;
        }
    }

    private ObjectStore open() {
        RepositorySettings source = RegionStores.source(parts.settings(), settings);
        var task = parts.settings().task(StorePurpose.FOLLOW);
        return Stores.open(source.address(), task, parts.settings().access(source, StorePurpose.FOLLOW), 0);
    }

    @Override
    public void close() {
        store.ifPresent(ObjectStore::close);
        store = Optional.empty();
    }
}
