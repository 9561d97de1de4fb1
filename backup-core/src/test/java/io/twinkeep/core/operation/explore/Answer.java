package io.twinkeep.core.operation.explore;

import java.util.List;

/** What a store said. */
sealed interface Answer {
    /** To GET and FIND: what is there, 0 for nothing. Of a slot FIND tells only whether there is something. */
    record Value(int value) implements Answer {}

    /** To LIST: keys and their values, in the order of the keys. */
    record Listing(List<Integer> keys, List<Integer> values) implements Answer {}

    /** To every write. */
    record Done() implements Answer {}

    /** To CREATE: something is there. */
    record Taken() implements Answer {}

    /** To CREATE: nobody knows. */
    record Lost() implements Answer {}
}
