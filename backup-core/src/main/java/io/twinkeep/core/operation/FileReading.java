package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.CipherWarmUp;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.tensor.ChunkCuts;
import io.twinkeep.core.tensor.PieceReader;
import io.twinkeep.core.tensor.Span;
import io.twinkeep.core.tensor.TensorLayouts;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads files piece by piece, each byte once: the file's digest is taken in order, while the pieces go to the writers in
 * parallel. The pool of buffers bounds how far reading runs ahead. Thread-safe.
 */
final class FileReading implements AutoCloseable {
    private final SourceTree source;
    private final ChunkWriters writers;
    private final Progress progress;
    private final Stages stages;
    private final BlockingQueue<byte[]> buffers = new LinkedBlockingQueue<>();
    private final AtomicInteger buffersToCome;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong bytes = new AtomicLong();

    FileReading(SourceTree source, ChunkWriters writers, int bufferCount, Progress progress, Stages stages) {
        this.source = source;
        this.writers = writers;
        this.progress = progress;
        this.stages = stages;
        this.buffersToCome = new AtomicInteger(bufferCount);
    }

    /** Reads and stores one file. The entry's size is what was read, which may not be what {@code stat} says. */
    FileEntry read(FileStat stat) {
        var chunks = new ArrayList<Future<ChunkRef>>();
        MessageDigest digest = Sha256.newDigest();
        CipherWarmUp.startFor(stat.size());
        try (SourceFile file = source.open(stat.path())) {
            for (Span span : ChunkCuts.plan(TensorLayouts.of(stat.path(), file))) {
                readSpan(new PieceReader(stat.path(), file, span), stat.path(), span, digest, chunks);
            }
        }
        var refs = new ArrayList<ChunkRef>(chunks.size());
        long size = 0;
        for (Future<ChunkRef> chunk : chunks) {
            refs.add(await(chunk));
            size += refs.getLast().chunk().rawLength();
        }
        var actual = new FileStat(
                stat.path(), stat.kind(), size, stat.mode(), stat.modified(), stat.changed(), stat.inode(), "");
        return new FileEntry(actual, Sha256.finish(digest), List.copyOf(refs));
    }

    private void readSpan(
            PieceReader reader, FilePath path, Span span, MessageDigest digest, List<Future<ChunkRef>> chunks) {
        while (true) {
            byte[] buffer = takeBuffer();
            boolean handedOver = false;
            try {
                long reading = System.nanoTime();
                int length = reader.next(buffer);
                stages.add(Stage.READ, reading, length);
                if (length == 0) {
                    return;
                }
                bytes.addAndGet(length);
                progress.advance(length);
                long digesting = System.nanoTime();
                digest.update(buffer, 0, length);
                stages.add(Stage.DIGEST, digesting, length);
                chunks.add(executor.submit(() -> store(path, buffer, length, span)));
                handedOver = true;
            } finally {
                if (!handedOver) {
                    buffers.add(buffer);
                }
            }
        }
    }

    private ChunkRef store(FilePath path, byte[] buffer, int length, Span span) {
        try {
            return new ChunkRef(
                    writers.store(new ChunkWriters.Piece(path, buffer, length, span.type(), span.role())), span.role());
        } finally {
            buffers.add(buffer);
        }
    }

    /** Waits until there is one. A few small files never need all of them. */
    private byte[] takeBuffer() {
        try {
            byte[] buffer = buffers.poll();
            if (buffer == null && buffersToCome.getAndDecrement() > 0) {
                return new byte[ChunkCuts.MAX_CHUNK];
            }
            return buffer == null ? buffers.take() : buffer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    private static ChunkRef await(Future<ChunkRef> chunk) {
        try {
            return chunk.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while chunks were stored", e);
        }
    }

    /** Whether a failure was the repository's and not the source's. */
    boolean isBroken() {
        return writers.isBroken();
    }

    /** Bytes read from files so far. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
