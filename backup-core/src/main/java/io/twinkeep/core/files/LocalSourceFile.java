package io.twinkeep.core.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A local file open for positional reads by any number of threads. Interrupting a thread while it reads closes the
 * file for all of them: an interrupt means that the whole run stops.
 */
final class LocalSourceFile implements SourceFile {
    /**
     * The JDK copies through a direct buffer of the size of the request and keeps it per carrier thread, so this bounds
     * that memory; larger slices are not faster.
     */
    static final int SLICE = 512 * 1024;

    private final FileChannel channel;
    private final String place;
    private final long size;

    /** Takes over the channel, and closes it if it fails at once. */
    LocalSourceFile(FileChannel channel, String place) throws IOException {
        this.channel = channel;
        this.place = place;
        try {
            this.size = channel.size();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] array, int offset, int length) {
        try {
            return read(channel, position, array, offset, length);
        } catch (IOException e) {
            throw DiskFailures.reading(place, e);
        }
    }

    static int read(FileChannel channel, long position, byte[] array, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            var slice = ByteBuffer.wrap(array, offset + done, Math.min(length - done, SLICE));
            int count = channel.read(slice, position + done);
            if (count < 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DiskFailures.reading(place, e);
        }
    }
}
