package io.twinkeep.core.operation.explore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All that an actor may ever change; a step beyond it fails the exploration. */
public final class Footprint {
    private record Reach(int store, int set, Access access) {}

    private final Set<Reach> reaches = new HashSet<>();

    /** Also these changes to these sets of this store. */
    public Footprint with(int store, List<Integer> sets, Access... accesses) {
        for (int set : sets) {
            for (Access access : accesses) {
                reaches.add(new Reach(store, set, access));
            }
        }
        return this;
    }

    boolean has(int store, int set, Access access) {
        return reaches.contains(new Reach(store, set, access));
    }

    boolean hasAny(int store, Access access) {
        return reaches.stream().anyMatch(reach -> reach.store() == store && reach.access() == access);
    }
}
