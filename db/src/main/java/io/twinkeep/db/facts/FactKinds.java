package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts, told apart by their kind; the order within a kind stays. */
final class FactKinds {
    private final Map<Class<?>, List<Fact>> kinds = new HashMap<>();

    FactKinds(List<? extends Fact> facts) {
        for (Fact fact : facts) {
            kinds.computeIfAbsent(fact.getClass(), kind -> new ArrayList<>()).add(fact);
        }
    }

    <T extends Fact> List<T> of(Class<T> kind) {
        return kinds.getOrDefault(kind, List.of()).stream().map(kind::cast).toList();
    }
}
