package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries one stream of bytes from or to a remote disk at a time, and keeps it open while reads and writes go on where
 * the last one ended: opening one costs round trips. Files that share a lane take turns, so the number of lanes bounds
 * the number of open streams. The lock on the lane guards all its fields and is held during the transfer.
 */
final class Lane {
    private final RemoteDisk disk;
    private Object owner;
    private InputStream in;
    private OutputStream out;
    private long position;

    Lane(RemoteDisk disk) {
        this.disk = disk;
    }

    synchronized int read(Object file, FilePath path, long from, byte[] array, int offset, int length)
            throws IOException {
        if (owner != file || in == null || position != from) {
            settle();
            in = disk.read(path, from);
            start(file, from);
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

    synchronized void append(Object file, FilePath path, long end, byte[] array, int offset, int length)
            throws IOException {
        if (owner != file || out == null) {
            settle();
            long there = disk.stat(path).map(FileStat::size).orElse(0L);
            if (there != end) {
                throw new IOException("it has " + there + " bytes where " + end + " were written");
            }
            out = disk.append(path);
            start(file, end);
        }
        try {
            out.write(array, offset, length);
            position += length;
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    /** Ends the file's stream, if the lane carries it: what was written is there. */
    synchronized void settle(Object file) throws IOException {
        if (owner == file) {
            end();
        }
    }

    /** Ends whatever stream there is. If that loses bytes of another file, that file finds out by its size. */
    synchronized void settle() {
        drop();
    }

    private void start(Object file, long from) {
        owner = file;
        position = from;
    }

    private void end() throws IOException {
        Closeable stream = in != null ? in : out;
        forget();
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

    private void forget() {
        owner = null;
        in = null;
        out = null;
    }
}
