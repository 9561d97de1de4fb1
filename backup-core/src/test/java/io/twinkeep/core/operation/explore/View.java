package io.twinkeep.core.operation.explore;

import io.twinkeep.core.ids.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A state as rules see it. */
public final class View {
    private final State state;
    private final Things things;
    private final Cast cast;

    View(State state, Things things, Cast cast) {
        this.state = state;
        this.things = things;
        this.cast = cast;
    }

    /** What the store holds: values by key. Equal bytes have equal values. */
    public Map<ObjectKey, Integer> content(int store) {
        var content = new TreeMap<ObjectKey, Integer>();
        for (int key = 0; key < state.content().length; key++) {
            Place place = things.place(key);
            if (place.store() == store && state.value(key) != 0) {
                content.put(place.key(), state.value(key));
            }
        }
        return content;
    }

    public byte[] bytes(int value) {
        return things.bytes(value);
    }

    public int actors() {
        return state.nodes().length;
    }

    public String name(int actor) {
        return cast.actors().get(actor).name();
    }

    /** What the actor told so far, its end included. */
    public List<Object> events(int actor) {
        return cast.node(state.nodes()[actor]).events;
    }
}
