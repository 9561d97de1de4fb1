package io.twinkeep.agent.spool;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk without waiting for it: what a killed process wrote is there all the same. */
final class UnsyncedDisk implements Disk {
    private final Disk disk = new RealDisk();

    @Override
    public File open(Path file) throws IOException {
        File real = disk.open(file);
        return new File() {
            @Override
            public void write(long at, byte[] bytes) throws IOException {
                real.write(at, bytes);
            }

            @Override
            public void sync() {}

            @Override
            public void truncate(long size) throws IOException {
                real.truncate(size);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void syncFolder(Path folder) {}
}
