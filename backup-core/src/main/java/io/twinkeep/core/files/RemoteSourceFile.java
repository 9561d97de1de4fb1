package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.io.IOException;

/** A file on a remote disk, read through one lane: one read at a time, cheapest in order. */
final class RemoteSourceFile implements SourceFile {
    private final RemoteDisk disk;
    private final Lane lane;
    private final FilePath path;
    private final long size;

    RemoteSourceFile(RemoteDisk disk, Lane lane, FileStat stat) {
        this.disk = disk;
        this.lane = lane;
        this.path = stat.path();
        this.size = stat.size();
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
    public void close() {
        try {
            lane.settle(this);
        } catch (IOException e) {
            throw disk.failed("read", path, e);
        }
    }
}
