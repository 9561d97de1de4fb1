package io.twinkeep.core.operation;

import io.twinkeep.core.objectstore.ObjectInfo;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * What one listing has and another lacks, or has in another size. Both are read side by side, in the order of their keys,
 * so memory does not grow with them. Used by one thread.
 */
final class MissingObjects implements Iterator<MissingObjects.Missing> {
    /** @param differs whether the other listing has it in another size */
    record Missing(ObjectInfo object, boolean differs) {}

    private final Iterator<ObjectInfo> theirs;
    private final Iterator<ObjectInfo> ours;
    private final Predicate<ObjectInfo> wanted;
    private ObjectInfo ourNext;
    private Missing found;

    MissingObjects(Iterator<ObjectInfo> theirs, Iterator<ObjectInfo> ours, Predicate<ObjectInfo> wanted) {
        this.theirs = theirs;
        this.ours = ours;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        while (found == null && theirs.hasNext()) {
            ObjectInfo candidate = theirs.next();
            if (wanted.test(candidate)) {
                found = missing(candidate);
            }
        }
        return found != null;
    }

    /** Null if it is there. */
    private Missing missing(ObjectInfo candidate) {
        while (ourNext == null || ourNext.key().compareTo(candidate.key()) < 0) {
            if (!ours.hasNext()) {
                return new Missing(candidate, false);
            }
            ourNext = ours.next();
        }
        boolean there = ourNext.key().equals(candidate.key());
        return there && ourNext.size() == candidate.size() ? null : new Missing(candidate, there);
    }

    @Override
    public Missing next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Missing next = found;
        found = null;
        return next;
    }
}
