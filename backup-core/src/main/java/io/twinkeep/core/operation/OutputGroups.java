package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.outputs.OutputKeys;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Gathers what belongs to one output, itself and its parts, from a listing in the order of keys; what is no output is left
 * out. Used by one thread.
 *
 * @param <T> an object or a version of one
 */
final class OutputGroups<T> implements Iterator<OutputGroups.Group<T>> {
    /** An output's objects; {@code output} itself need not be among them. */
    record Group<T>(ObjectKey output, List<T> objects) {}

    private final Iterator<T> objects;
    private final Function<T, ObjectKey> key;
    private T next;

    OutputGroups(Iterator<T> objects, Function<T, ObjectKey> key) {
        this.objects = objects;
        this.key = key;
        advance();
    }

    private void advance() {
        next = null;
        while (next == null && objects.hasNext()) {
            T candidate = objects.next();
            next = OutputKeys.isOurs(key.apply(candidate)) ? candidate : null;
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Group<T> next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        ObjectKey output = OutputKeys.output(key.apply(next));
        var group = new ArrayList<T>();
        while (next != null && OutputKeys.output(key.apply(next)).equals(output)) {
            group.add(next);
            advance();
        }
        return new Group<>(output, group);
    }
}
