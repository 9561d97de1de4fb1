package io.twinkeep.agent.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images that wait, in the order in which they came; one for each path, the newest. Beyond its bound it takes no more and
 * remembers that: the ledger knows the rest. Thread-safe; all fields are guarded by this object's monitor.
 */
final class UploadQueue {
    private final int most;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, Instant> postponed = new HashMap<>();
    private boolean overflowed;
    private boolean closed;

    UploadQueue(int most) {
        this.most = most;
    }

    synchronized void offer(Waiting image) {
        if (waiting.size() >= most && !waiting.containsKey(image.path())) {
            overflowed = true;
            return;
        }
        waiting.remove(image.path());
        postponed.remove(image.path());
        waiting.put(image.path(), image);
        notifyAll();
    }

    /**
     * The first of them whose time has come, which stay until they are {@link #done}; empty if none comes within the time, or
     * the queue is closed.
     */
    synchronized List<Waiting> next(int count, Instant now, Duration atMost) throws InterruptedException {
        List<Waiting> next = due(count, now);
        if (next.isEmpty() && !overflowed && !closed) {
            wait(atMost.toMillis());
            next = due(count, now);
        }
        return next;
    }

    private List<Waiting> due(int count, Instant now) {
        return waiting.values().stream()
                .filter(image -> !now.isBefore(postponed.getOrDefault(image.path(), Instant.MIN)))
                .limit(count)
                .toList();
    }

    /** It waits no more, unless another image came to its path meanwhile. */
    synchronized void done(Waiting image) {
        if (waiting.remove(image.path(), image)) {
            postponed.remove(image.path());
        }
    }

    /** It goes behind all others, and is not looked at before that time. */
    synchronized void postpone(Waiting image, Instant until) {
        if (waiting.remove(image.path(), image)) {
            waiting.put(image.path(), image);
            postponed.put(image.path(), until);
        }
    }

    /** Waits until the queue is closed, or the time is over. */
    synchronized void awaitClosed(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Whether more were offered than it took since this was last asked. */
    synchronized boolean hasOverflowed() {
        boolean before = overflowed;
        overflowed = false;
        return before;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized Optional<Instant> oldest() {
        return waiting.values().stream().map(Waiting::since).min(Instant::compareTo);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
