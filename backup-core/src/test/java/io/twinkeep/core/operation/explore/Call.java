package io.twinkeep.core.operation.explore;

/** What an actor asks of a store next. {@code key} and {@code value} are numbers of {@link Things}; 0 is no value. */
record Call(Kind kind, int key, int value) {
    enum Kind {
        GET,
        FIND,
        LIST,
        PUT,
        CREATE,
        DELETE;

        boolean isRead() {
            return this == GET || this == FIND || this == LIST;
        }
    }
}
