package io.twinkeep.core.operation.explore;

import io.twinkeep.core.objectstore.ObjectStore;
import java.util.random.RandomGenerator;

/** Where an actor's script acts. */
public interface Stage {
    /** The store of that number; every call to it is a step. */
    ObjectStore store(int index);

    /** The actor's own numbers, the same in every replay. */
    RandomGenerator random();

    /** The actor tells the world, at once and without a step, what it was promised or what it is about to do. */
    void tell(Object event);
}
