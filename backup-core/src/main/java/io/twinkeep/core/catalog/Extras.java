package io.twinkeep.core.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Copies of name–value maps that nobody can change. */
final class Extras {
    private Extras() {}

    static SortedMap<String, String> copyOf(Map<String, String> values) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
