package io.twinkeep.core.files;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;

/** A file that grows on a remote disk. One thread writes; {@code size} is volatile for those who read. */
final class RemotePartialFile implements PartialFile {
    private final RemoteDisk disk;
    private final Lane lane;
    private final FilePath path;
    private volatile long size;

    /** Goes on with the file that is there; one that is not there yet appears when it is settled. */
    RemotePartialFile(RemoteDisk disk, Lane lane, FilePath path) {
        this.disk = disk;
        this.lane = lane;
        this.path = path;
        this.size = disk.stat(path).map(FileStat::size).orElse(0L);
    }

    FilePath path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] array, int offset, int length) {
        if (position >= size) {
            return 0;
        }
        try {
            return lane.read(this, path, position, array, offset, (int) Math.min(length, size - position));
        } catch (IOException e) {
            throw disk.failed("read", path, e);
        }
    }

    @Override
    public void write(long position, byte[] array, int offset, int length) {
        Appending.requireEnd(position, size, disk.place(path));
        try {
            lane.append(this, path, position, array, offset, length);
            size = position + length;
        } catch (IOException e) {
            throw disk.failed("write", path, e);
        }
    }

    @Override
    public void setSize(long newSize) {
        Appending.requireCut(newSize, size, disk.place(path));
        if (newSize < size) {
            close();
            size = disk.cut(path, newSize);
        }
    }

    /** Returns when all that was written is there. */
    void settle() {
        close();
        if (size == 0) {
            write(0, new byte[0], 0, 0);
            close();
        }
        long there = disk.stat(path).map(FileStat::size).orElse(0L);
        if (there != size) {
            throw new Failed(
                    disk.place(path) + " has " + there + " bytes where " + size + " were written",
                    "check the free space and quota there, then run the same command again");
        }
    }

    @Override
    public void close() {
        try {
            lane.settle(this);
        } catch (IOException e) {
            throw disk.failed("write", path, e);
        }
    }
}
