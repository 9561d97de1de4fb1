package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A local file that grows. One thread writes; {@code size} is volatile for those who read. */
final class LocalPartialFile implements PartialFile {
    private final Path file;
    private final String place;
    private final FileChannel channel;
    private volatile long size;

    /** Makes the file, or goes on with the one that is there. */
    LocalPartialFile(Path file, String place) throws IOException {
        this.file = file;
        this.place = place;
        this.channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        this.size = channel.size();
    }

    Path file() {
        return file;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] array, int offset, int length) {
        try {
            return LocalSourceFile.read(channel, position, array, offset, length);
        } catch (IOException e) {
            throw DiskFailures.reading(place, e);
        }
    }

    @Override
    public void write(long position, byte[] array, int offset, int length) {
        Appending.requireEnd(position, size, place);
        try {
            for (int done = 0; done < length; ) {
                int slice = Math.min(length - done, LocalSourceFile.SLICE);
                done += channel.write(ByteBuffer.wrap(array, offset + done, slice), position + done);
            }
            size = position + length;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void setSize(long newSize) {
        Appending.requireCut(newSize, size, place);
        try {
            channel.truncate(newSize);
            size = newSize;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Returns when content, mode and time are on disk. */
    void sync() throws IOException {
        channel.force(true);
    }

    private BackupException failed(IOException cause) {
        return DiskFailures.writing(place, cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
