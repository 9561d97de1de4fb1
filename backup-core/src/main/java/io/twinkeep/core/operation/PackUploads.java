package io.twinkeep.core.operation;

import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.SealedPack;
import io.twinkeep.core.repository.Layout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends sealed packs, a few at a time, while the next are filled. The pool of buffers is the limit: a worker that wants
 * to fill another pack waits until one has been sent. Thread-safe; {@code sending} is guarded by this object's lock.
 */
final class PackUploads implements AutoCloseable {
    private final ObjectStore store;
    private final PackOrigin origin;
    private final BlockingQueue<byte[]> buffers = new LinkedBlockingQueue<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Future<?>> sending = new ArrayDeque<>();
    private final Map<PackId, PackRef> sent = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    PackUploads(ObjectStore store, PackOrigin origin, int bufferCount, int bufferBytes) {
        this.store = store;
        this.origin = origin;
        for (int i = 0; i < bufferCount; i++) {
            buffers.add(new byte[bufferBytes]);
        }
    }

    /** A buffer for the next pack; waits until there is one. */
    byte[] buffer() {
        try {
            return buffers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a pack to be sent", e);
        }
    }

    void send(SealedPack pack) {
        try {
            throwFirstFailure(false);
        } catch (RuntimeException failure) {
            buffers.add(pack.body().array());
            throw failure;
        }
        synchronized (sending) {
            sending.add(executor.submit(() -> put(pack)));
        }
    }

    private void put(SealedPack pack) {
        try {
            store.put(Layout.pack(origin.model(), origin.set(), pack.ref().id()), pack.body());
            sent.put(pack.ref().id(), pack.ref());
            bytes.addAndGet(pack.ref().size());
        } finally {
            buffers.add(pack.body().array());
        }
    }

    /** Waits until all packs are stored; throws what went wrong with the first that was not. */
    void await() {
        throwFirstFailure(true);
    }

    private void throwFirstFailure(boolean wait) {
        for (Future<?> future : drained(wait)) {
            try {
                future.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while packs were sent", e);
            }
        }
    }

    private List<Future<?>> drained(boolean all) {
        synchronized (sending) {
            var drained = new ArrayList<Future<?>>();
            while (!sending.isEmpty() && (all || sending.peek().isDone())) {
                drained.add(sending.remove());
            }
            return drained;
        }
    }

    /** The packs stored so far. */
    Map<PackId, PackRef> sent() {
        return sent;
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
