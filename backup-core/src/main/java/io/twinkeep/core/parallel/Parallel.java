package io.twinkeep.core.parallel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs an action over many items with at most {@code limit} at a time. The first failure stops the start of further
 * items, waits for those under way, and is thrown as it was. Items are drawn lazily from the iterable by the calling
 * thread, so an endless or large source costs no memory.
 */
public final class Parallel {
    private Parallel() {}

    /** Runs the action on every item; returns when all are done. */
    public static <T> void forEach(int limit, Iterable<T> items, Consumer<? super T> action) {
        mapInOrder(
                limit,
                items,
                item -> {
                    action.accept(item);
                    return null;
                },
                ignored -> {});
    }

    /** The results in the order of the items. */
    public static <T, R> List<R> map(int limit, Iterable<T> items, Function<? super T, ? extends R> function) {
        var results = new ArrayList<R>();
        mapInOrder(limit, items, function, results::add);
        return results;
    }

    /**
     * Computes up to {@code limit} results ahead and hands them, in the order of the items, to {@code consumer} on the
     * calling thread.
     */
    public static <T, R> void mapInOrder(
            int limit, Iterable<T> items, Function<? super T, ? extends R> function, Consumer<? super R> consumer) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, is " + limit);
        }
        Deque<Future<R>> running = new ArrayDeque<>(limit);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Iterator<T> source = items.iterator();
            try {
                while (true) {
                    while (running.size() < limit && source.hasNext()) {
                        T item = source.next();
                        running.add(executor.submit(() -> function.apply(item)));
                    }
                    if (running.isEmpty()) {
                        return;
                    }
                    consumer.accept(await(running.remove()));
                }
            } catch (Throwable failure) {
                running.forEach(future -> future.cancel(true));
                throw failure;
            }
        }
    }

    private static <R> R await(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for parallel work", e);
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        switch (cause) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }
}
