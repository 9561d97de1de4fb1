package io.twinkeep.agent.follow;

import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where versions come from and where the region keeps its own. Each is opened when needed and again after keys may have come;
 * the stores below stay their owner's. Opening fails with {@code Unavailable} while a region is gone.
 */
public record Repositories(Supplier<Engine> origin, Supplier<Engine> own) {
    /** Opens a mirror with what opens its keys; one that nothing was carried into yet has none. */
    public static Repository openMirror(ObjectStore store, List<? extends KeySource> keys) {
        try {
            return Repository.open(store, keys);
        } catch (Refused e) {
            try (var carried = store.list(Layout.MODELS)) {
                if (carried.findAny().isPresent()) {
                    throw e;
                }
            }
            return Repository.openWithoutKey(store);
        }
    }
}
