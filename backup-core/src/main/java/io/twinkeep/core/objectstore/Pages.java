package io.twinkeep.core.objectstore;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A list that is fetched page by page as it is consumed. */
final class Pages<T, C> implements Iterator<T> {
    /** Some entries, and where the next page starts; empty after the last. */
    record Page<T, C>(List<T> entries, Optional<C> next) {}

    private final Function<C, Page<T, C>> fetch;
    private Iterator<T> current = List.<T>of().iterator();
    private Optional<C> next;

    private Pages(C start, Function<C, Page<T, C>> fetch) {
        this.fetch = fetch;
        this.next = Optional.of(start);
    }

    static <T, C> Stream<T> stream(C start, Function<C, Page<T, C>> fetch) {
        int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Pages<>(start, fetch), ordered), false);
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && next.isPresent()) {
            Page<T, C> page = fetch.apply(next.get());
            current = page.entries.iterator();
            next = page.next;
        }
        return current.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
