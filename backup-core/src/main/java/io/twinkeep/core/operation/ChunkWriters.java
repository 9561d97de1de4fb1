package io.twinkeep.core.operation;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.pack.PackBuilder;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stores chunks: one worker a thread, each filling a pack of its own, so that workers share nothing but what is known.
 * Thread-safe.
 */
final class ChunkWriters {
    private final Engine engine;
    private final PackOrigin origin;
    private final KnownChunks known;
    private final PackReader bases;
    private final PackUploads uploads;
    private final Losses losses;
    private final Stages stages;
    private final HeapGuard heap;
    private final Map<Sha256, CompletableFuture<StoredChunk>> stored = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
    // The last one first: what it works with is there already, and in the processor's cache.
    private final BlockingDeque<Worker> idle = new LinkedBlockingDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean isBroken;

    ChunkWriters(
            Engine engine, PackOrigin origin, KnownChunks known, PackUploads uploads, Losses losses, Stages stages) {
        this.engine = engine;
        this.origin = origin;
        this.known = known;
        this.uploads = uploads;
        this.losses = losses;
        this.stages = stages;
        this.heap = new HeapGuard(engine.limits().memory().heap());
        this.bases = engine.snapshots().packs(origin);
        for (int i = 0; i < engine.limits().threads(); i++) {
            workers.add(new Worker());
        }
        idle.addAll(workers);
    }

    /** Bytes to be stored: a part of the file at {@code path}, null for what is no file; the array may be reused later. */
    record Piece(FilePath path, byte[] bytes, int length, ElementType type, long role) {}

    /** The chunk of these bytes, stored now unless the set holds it. */
    StoredChunk store(Piece piece) {
        Worker worker = take();
        try {
            throwFirstFailure();
            heap.check();
            long start = System.nanoTime();
            Sha256 digest = bases.digests().of(piece.bytes(), 0, piece.length());
            stages.add(Stage.DIGEST, start, piece.length());
            StoredChunk there = known.chunk(digest);
            if (there != null && there.rawLength() == piece.length()) {
                return there;
            }
            var mine = new CompletableFuture<StoredChunk>();
            CompletableFuture<StoredChunk> first = stored.putIfAbsent(digest, mine);
            return first == null ? worker.write(mine, digest, piece) : join(first);
        } finally {
            idle.addFirst(worker);
        }
    }

    /** Whether storing a chunk failed: then the run must end, whatever became of the file that it came from. */
    boolean isBroken() {
        return isBroken;
    }

    private static StoredChunk join(CompletableFuture<StoredChunk> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    // A worker whose pack has failed can't go on, and what it would say of that is not what went wrong.
    private void throwFirstFailure() {
        switch (firstFailure.get()) {
            case null -> {}
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable failure -> throw new IllegalStateException(failure);
        }
    }

    private Worker take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a worker", e);
        }
    }

    /** Sends all that is open and waits until every pack is stored. */
    void flush() {
        workers.forEach(Worker::seal);
        uploads.await();
    }

    /** One thread's share: guarded by being taken from {@code idle}. What it needs is made when it first needs it. */
    private final class Worker {
        private final PackBuilder.Scratch scratch = new PackBuilder.Scratch(stages);
        private ChunkCodec encoder;
        private ChunkCodec decoder;
        private byte[] baseBytes;
        private PackBuilder pack;

        StoredChunk write(CompletableFuture<StoredChunk> mine, Sha256 digest, Piece piece) {
            try {
                StoredChunk base = known.base(piece.path(), piece.role(), piece.length());
                if (base != null && !isRead(base)) {
                    base = null;
                }
                StoredChunk chunk = roomFor(piece.length())
                        .add(new PackBuilder.Source(
                                digest, piece.bytes(), piece.length(), piece.type(), base, baseBytes));
                mine.complete(chunk);
                return chunk;
            } catch (RuntimeException | Error failure) {
                isBroken = true;
                firstFailure.compareAndSet(null, failure);
                mine.completeExceptionally(failure);
                throw failure;
            }
        }

        /** False if the base can't be read: then the chunk is stored alone, and depends on nothing that is damaged. */
        private boolean isRead(StoredChunk base) {
            try {
                long start = System.nanoTime();
                baseBytes = baseBytes == null ? new byte[ChunkCodec.MAX_CHUNK] : baseBytes;
                bases.read(base, baseBytes);
                stages.add(Stage.BASE, start, base.length());
                return true;
            } catch (Corrupt | Missing e) {
                ObjectKey pack = Layout.pack(origin.model(), origin.set(), base.pack());
                losses.add(pack, "what lies in it can't be built on: " + e.getMessage());
                return false;
            }
        }

        private PackBuilder roomFor(int length) {
            if (pack != null && !pack.hasRoomFor(length)) {
                seal();
            }
            if (encoder == null) {
                encoder = engine.codecs().get();
                decoder = engine.codecs().get();
            }
            if (pack == null) {
                pack = new PackBuilder(
                        origin, PackId.random(engine.random()), uploads.buffer(), encoder, decoder, scratch);
            }
            return pack;
        }

        void seal() {
            if (pack != null) {
                PackBuilder full = pack;
                // Whatever happens next, nobody adds to it any more.
                pack = null;
                uploads.send(full.seal());
            }
        }
    }
}
