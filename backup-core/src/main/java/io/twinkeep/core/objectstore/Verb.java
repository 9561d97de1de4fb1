package io.twinkeep.core.objectstore;

/** The calls of an {@link ObjectStore}, to count, meter and, in tests, to break. */
public enum Verb {
    PUT,
    PUT_IF_ABSENT,
    GET,
    FIND,
    LIST,
    DELETE,
    NOW
}
