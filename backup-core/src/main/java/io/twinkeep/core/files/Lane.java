package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Carries one stream of bytes from or to a remote disk at a time, and keeps it open while reads and writes go on where
 * the last one ended: opening one costs round trips. Files that share a lane take turns, so the number of lanes bounds
 * the number of open streams.
 *
 * <p>All of it happens on the lane's own thread, which also confines its fields. The SSH client takes a connection for
 * dead when data arrives for a stream whose last reading thread has ended, and our callers' threads come and go.
 */
final class Lane implements AutoCloseable {
    private final RemoteDisk disk;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("lane").factory());
    private Object owner;
    private InputStream in;
    private OutputStream out;
    private long position;

    Lane(RemoteDisk disk) {
        this.disk = disk;
    }

    int read(Object file, FilePath path, long from, byte[] array, int offset, int length) throws IOException {
        return await(thread.submit(() -> readHere(file, path, from, array, offset, length)));
    }

    /** @param end where the file must end now, so that bytes that were lost are noticed */
    void append(Object file, FilePath path, long end, byte[] array, int offset, int length) throws IOException {
        await(thread.submit(here(() -> appendHere(file, path, end, array, offset, length))));
    }

    /** Ends the file's stream, if the lane carries it: what was written is there. */
    void settle(Object file) throws IOException {
        if (!thread.isShutdown()) {
            await(thread.submit(here(() -> {
                if (owner == file) {
                    end();
                }
            })));
        }
    }

    /** Ends whatever stream there is. If that loses bytes of another file, that file finds out by its size. */
    void settle() throws IOException {
        await(thread.submit(here(this::drop)));
    }

    /** Ends what is under way; the lane can't be used any more. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.submit(here(this::drop));
            thread.close();
        }
    }

    private int readHere(Object file, FilePath path, long from, byte[] array, int offset, int length)
            throws IOException {
        if (owner != file || in == null || position != from) {
            drop();
            in = disk.read(path, from);
            owner = file;
            position = from;
        }
        try {
            int count = in.readNBytes(array, offset, length);
            position += count;
            return count;
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    private void appendHere(Object file, FilePath path, long end, byte[] array, int offset, int length)
            throws IOException {
        if (owner != file || out == null) {
            drop();
            long there = disk.stat(path).map(FileStat::size).orElse(0L);
            if (there != end) {
                throw new IOException("it has " + there + " bytes where " + end + " were written");
            }
            out = disk.append(path);
            owner = file;
        }
        try {
            out.write(array, offset, length);
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    private void end() throws IOException {
        Closeable stream = in != null ? in : out;
        owner = null;
        in = null;
        out = null;
        if (stream != null) {
            stream.close();
        }
    }

    private void drop() {
        try {
            end();
        } catch (IOException e) {
            // See settle().
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Callable<Void> here(Work work) {
        return () -> {
            work.run();
            return null;
        };
    }

    private static <T> T await(Future<T> result) throws IOException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
