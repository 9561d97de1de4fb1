package io.twinkeep.core.operation.explore;

import io.twinkeep.core.crypto.ObjectKind;

/**
 * Which reads nobody can disturb any more. Such a read is made at once: it changes nothing, and whatever the others do
 * before it they can do after it, so no situation is lost. Rests on the rules that are checked at every write: markers
 * are never overwritten, nothing follows a closed marker, and everybody keeps to his footprint.
 */
final class Independence {
    private final Cast cast;
    private final Things things;

    Independence(Cast cast, Things things) {
        this.cast = cast;
        this.things = things;
    }

    boolean isUndisturbed(State state, int actor, Call call) {
        if (!call.kind().isRead()) {
            return false;
        }
        Place place = things.place(call.key());
        int value = state.value(call.key());
        return switch (place.part()) {
            case SLOT -> isSlotSettled(state, actor, call, place, value);
            case PACK -> !canAny(state, actor, place, value == 0 ? Access.STORE_PACK : Access.DELETE_PACK);
            case PACKS ->
                !canAny(state, actor, place, Access.STORE_PACK) && !canAny(state, actor, place, Access.DELETE_PACK);
            case MODEL -> isLogSettled(state, actor, place);
            case OTHER -> true;
        };
    }

    private boolean isSlotSettled(State state, int actor, Call call, Place place, int value) {
        if (value == 0) {
            return isClosed(state, place)
                    || !isLate(state, call.key())
                            && !canAny(state, actor, place, place.slot() == 0 ? Access.START : Access.APPEND);
        }
        return call.kind() == Call.Kind.FIND
                || things.kind(value) != ObjectKind.SNAPSHOT
                || !canAny(state, actor, place, Access.BURY);
    }

    /** Whether nobody can fill any slot of the store any more. */
    private boolean isLogSettled(State state, int but, Place place) {
        for (int i = 0; i < state.late().length; i += 2) {
            if (things.place(state.late()[i]).store() == place.store()) {
                return false;
            }
        }
        for (int actor = 0; actor < state.nodes().length; actor++) {
            Footprint footprint = cast.actors().get(actor).footprint();
            if (actor != but
                    && !cast.node(state.nodes()[actor]).isEnded()
                    && (footprint.hasAny(place.store(), Access.START)
                            || footprint.hasAny(place.store(), Access.APPEND))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLate(State state, int key) {
        for (int i = 0; i < state.late().length; i += 2) {
            if (state.late()[i] == key) {
                return true;
            }
        }
        return false;
    }

    boolean isClosed(State state, Place of) {
        for (int key = 0; key < state.content().length; key++) {
            int value = state.value(key);
            if (value != 0 && things.kind(value) == ObjectKind.CLOSED) {
                Place place = things.place(key);
                if (place.store() == of.store() && place.set() == of.set()) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean canAny(State state, int but, Place place, Access access) {
        for (int actor = 0; actor < state.nodes().length; actor++) {
            if (actor != but
                    && !cast.node(state.nodes()[actor]).isEnded()
                    && cast.actors().get(actor).footprint().has(place.store(), place.set(), access)) {
                return true;
            }
        }
        return false;
    }
}
