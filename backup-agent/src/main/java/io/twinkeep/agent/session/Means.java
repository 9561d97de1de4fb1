package io.twinkeep.agent.session;

import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Progress;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What a task is given beside its settings.
 *
 * @param random cryptographically strong and thread-safe
 * @param guard put around each store that is opened, such as one that refuses writes once a region is fenced
 */
public record Means(RandomGenerator random, InstantSource clock, Progress progress, UnaryOperator<ObjectStore> guard) {
    /** Without a guard. */
    public Means(RandomGenerator random, InstantSource clock, Progress progress) {
        this(random, clock, progress, UnaryOperator.identity());
    }
}
