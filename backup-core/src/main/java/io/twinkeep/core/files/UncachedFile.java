package io.twinkeep.core.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A local file read from the disk itself, in whole blocks through one aligned buffer. Readers take turns. */
final class UncachedFile implements SourceFile {
    private static final int WINDOW = 1 << 20;

    private final FileChannel channel;
    private final String place;
    private final int block;
    private final ByteBuffer window;
    private final long size;

    /** @param channel opened for direct reads; @param block what positions and lengths must be multiples of */
    UncachedFile(FileChannel channel, int block, String place) throws IOException {
        this.channel = channel;
        this.place = place;
        this.block = block;
        this.size = channel.size();
        int capacity = roundUp(Math.clamp(size + block, 1, WINDOW + block));
        this.window = ByteBuffer.allocateDirect(capacity + block - 1).alignedSlice(block);
    }

    private int roundUp(int length) {
        return (length + block - 1) / block * block;
    }

    /** @throws IOException if the file system takes the file but no direct read of it */
    void tryOne() throws IOException {
        window.clear().limit(block);
        channel.read(window, 0);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized int read(long position, byte[] array, int offset, int length) {
        try {
            int done = 0;
            while (done < length) {
                int before = (int) ((position + done) % block);
                int wanted = Math.min(roundUp(before + length - done), window.capacity() / block * block);
                window.clear().limit(wanted);
                int count = channel.read(window, position + done - before);
                if (count <= before) {
                    break;
                }
                int useful = Math.min(count - before, length - done);
                window.get(before, array, offset + done, useful);
                done += useful;
            }
            return done;
        } catch (IOException e) {
            throw DiskFailures.reading(place, e);
        }
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
