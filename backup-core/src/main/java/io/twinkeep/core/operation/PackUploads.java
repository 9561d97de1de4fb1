package io.twinkeep.core.operation;

import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.SealedPack;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.repository.Layout;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends sealed packs, a few at a time, while the next are filled. The pool of buffers is the limit: a worker that wants
 * to fill another pack waits until one has been sent. The first failure ends every wait, also those for packs that hang.
 * Thread-safe; {@code sending} and {@code failure} are guarded by this object's lock.
 */
final class PackUploads implements AutoCloseable {
    /** Stands in the pool after a failure, to wake whoever waits for a buffer. */
    private static final byte[] FAILED = new byte[0];

    private final ObjectStore store;
    private final PackOrigin origin;
    private final Stages stages;
    private final BlockingQueue<byte[]> buffers = new LinkedBlockingQueue<>();
    private final int bufferBytes;
    private final AtomicInteger buffersToCome;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<PackId, PackRef> sent = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private int sending;
    private RuntimeException failure;

    PackUploads(ObjectStore store, PackOrigin origin, int bufferCount, int bufferBytes, Stages stages) {
        this.store = store;
        this.origin = origin;
        this.stages = stages;
        this.bufferBytes = bufferBytes;
        this.buffersToCome = new AtomicInteger(bufferCount);
    }

    /** A buffer for the next pack; waits until there is one. A store that keeps up never needs all of them. */
    byte[] buffer() {
        try {
            byte[] buffer = buffers.poll();
            if (buffer == null && buffersToCome.getAndDecrement() > 0) {
                return new byte[bufferBytes];
            }
            buffer = buffer == null ? buffers.take() : buffer;
            if (buffer == FAILED) {
                buffers.add(FAILED);
                throwFailure();
            }
            return buffer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a pack to be sent", e);
        }
    }

    synchronized void send(SealedPack pack) {
        throwFailure();
        sending++;
        executor.execute(() -> put(pack));
    }

    private void put(SealedPack pack) {
        RuntimeException problem = null;
        try {
            long start = System.nanoTime();
            store.put(Layout.pack(origin.model(), origin.set(), pack.ref().id()), pack.body());
            stages.add(Stage.UPLOAD, start, pack.ref().size());
            sent.put(pack.ref().id(), pack.ref());
            bytes.addAndGet(pack.ref().size());
        } catch (RuntimeException e) {
            problem = e;
        } catch (Error e) {
            problem = new IllegalStateException("pack " + pack.ref().id() + " could not be sent", e);
        }
        buffers.add(pack.body().array());
        settle(problem);
    }

    private synchronized void settle(RuntimeException problem) {
        sending--;
        if (problem != null && failure == null) {
            failure = problem;
            buffers.add(FAILED);
        }
        notifyAll();
    }

    /** Waits until all packs are stored; throws what went wrong first. */
    synchronized void await() {
        try {
            while (sending > 0 && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while packs were sent", e);
        }
        throwFailure();
    }

    private synchronized void throwFailure() {
        if (failure != null) {
            throw failure;
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
