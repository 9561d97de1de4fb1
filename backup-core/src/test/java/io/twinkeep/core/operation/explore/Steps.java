package io.twinkeep.core.operation.explore;

import io.twinkeep.core.crypto.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What one call does to a state, and everything that follows from it without a choice. */
final class Steps {
    /** Thrown where a step breaks a rule. */
    static final class Broken extends RuntimeException {
        Broken(String what) {
            super(what, null, false, false);
        }
    }

    /** What may go wrong with the answer to a conditional create. */
    enum Fault {
        NONE,
        /** It took effect and nobody was told. */
        LOST_AFTER,
        /** It never arrived. */
        LOST_BEFORE,
        /** It is still on its way, and will arrive at any time or never. */
        LATE
    }

    private final Cast cast;
    private final Things things;
    private final Rules rules;
    private final Independence independence;
    private List<String> log;

    Steps(Cast cast, Things things, Rules rules) {
        this.cast = cast;
        this.things = things;
        this.rules = rules;
        this.independence = new Independence(cast, things);
    }

    /** From now on every step is written down here, for people. */
    void logTo(List<String> lines) {
        this.log = lines;
    }

    /** The actor's call happens. */
    State step(State state, int actor, Fault fault) {
        Node node = cast.node(state.nodes()[actor]);
        Call call = node.next;
        State changed = call.kind().isRead() ? state : written(state, actor, call, fault);
        Answer answer = answer(state, call, fault);
        tell(cast.actors().get(actor).name(), call, answer, fault);
        if (fault == Fault.LATE) {
            changed = changed.withLate(call.key(), call.value());
        }
        changed = fault == Fault.NONE ? changed : changed.withFault();
        return changed.at(actor, cast.after(node, answer).id);
    }

    /** A creation that was on its way arrives. */
    State arrive(State state, int index) {
        int key = state.late()[index];
        int value = state.late()[index + 1];
        State fewer = state.withoutLate(index);
        if (log != null) {
            log.add("late: CREATE " + things.place(key) + " " + name(value) + " arrives"
                    + (state.value(key) == 0 ? "" : ", and the key is taken"));
        }
        return state.value(key) == 0 ? changed(fewer, key, value) : fewer;
    }

    /** Makes every read that nobody can disturb, until none is left. */
    State settle(State start) {
        State state = start;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int actor = 0; actor < state.nodes().length; actor++) {
                Call call = cast.node(state.nodes()[actor]).next;
                while (call != null && independence.isUndisturbed(state, actor, call)) {
                    state = step(state, actor, Fault.NONE);
                    call = cast.node(state.nodes()[actor]).next;
                    moved = true;
                }
            }
        }
        return state;
    }

    private Answer answer(State state, Call call, Fault fault) {
        if (fault != Fault.NONE) {
            return new Answer.Lost();
        }
        int value = state.value(call.key());
        return switch (call.kind()) {
            case GET -> new Answer.Value(value);
            // Of a slot only its being there matters, and that stays when a snapshot is buried.
            case FIND -> new Answer.Value(things.place(call.key()).part() == Place.Part.SLOT && value != 0 ? 1 : value);
            case LIST -> listing(state, things.place(call.key()));
            case PUT, DELETE -> new Answer.Done();
            case CREATE -> value == 0 ? new Answer.Done() : new Answer.Taken();
        };
    }

    private Answer listing(State state, Place folder) {
        var found = new TreeMap<String, Integer>();
        for (int key = 0; key < state.content().length; key++) {
            Place place = things.place(key);
            if (state.value(key) != 0
                    && place.store() == folder.store()
                    && place.key().value().startsWith(folder.key().value() + "/")
                    && (folder.part() != Place.Part.MODEL || place.part() == Place.Part.SLOT)) {
                found.put(place.key().value(), key);
            }
        }
        List<Integer> keys = new ArrayList<>(found.values());
        // Of a model's slots only their being there matters, as with FIND.
        return new Answer.Listing(
                keys,
                keys.stream()
                        .map(key -> folder.part() == Place.Part.MODEL ? 1 : state.value(key))
                        .toList());
    }

    private State written(State state, int actor, Call call, Fault fault) {
        int before = state.value(call.key());
        boolean arrives = fault == Fault.NONE || fault == Fault.LOST_AFTER;
        if (!arrives || before == call.value() || (call.kind() == Call.Kind.CREATE && before != 0)) {
            return state;
        }
        if (isMarker(before) && isMarker(call.value())) {
            // Two prunes bury the same snapshot: the markers differ in what nobody looks at.
            return state;
        }
        refuseBeyondFootprint(actor, things.place(call.key()), before);
        return changed(state, call.key(), call.value());
    }

    private boolean isMarker(int value) {
        return value != 0 && things.kind(value) == ObjectKind.CLOSED;
    }

    private void refuseBeyondFootprint(int actor, Place place, int before) {
        Access access = switch (place.part()) {
            case SLOT -> before != 0 ? Access.BURY : place.slot() == 0 ? Access.START : Access.APPEND;
            case PACK -> before != 0 ? Access.DELETE_PACK : Access.STORE_PACK;
            default -> throw new IllegalStateException("nobody should write " + place);
        };
        Actor who = cast.actors().get(actor);
        if (!who.footprint().has(place.store(), place.set(), access)) {
            throw new IllegalStateException(who.name() + " did not declare " + access + " of " + place);
        }
    }

    private State changed(State state, int key, int value) {
        Place place = things.place(key);
        var write = new Rules.Write(place.store(), place.set(), place.slot(), state.value(key), value);
        Optional<String> broken = rules.brokenBy(new View(state, things, cast), write);
        if (broken.isPresent()) {
            throw new Broken(broken.get());
        }
        return state.with(key, value);
    }

    private void tell(String actor, Call call, Answer answer, Fault fault) {
        if (log == null) {
            return;
        }
        String said = switch (answer) {
            case Answer.Value there -> there.value() == 0 ? "nothing there" : name(there.value());
            case Answer.Listing listing -> listing.keys().size() + " objects";
            case Answer.Done done -> "done";
            case Answer.Taken taken -> "taken";
            case Answer.Lost lost -> fault.toString();
        };
        String value = call.value() == 0 ? "" : " " + name(call.value());
        log.add(actor + ": " + call.kind() + " " + things.place(call.key()) + value + " -> " + said);
    }

    private String name(int value) {
        return things.kind(value) + "#" + value;
    }
}
