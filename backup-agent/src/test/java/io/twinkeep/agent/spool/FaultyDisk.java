package io.twinkeep.agent.spool;

import java.io.IOException;
import java.nio.file.Path;

/** A disk whose n-th operation from now on fails, once; a failing write leaves half of its bytes. */
final class FaultyDisk implements Disk {
    private final Disk disk = new UnsyncedDisk();
    private int left = Integer.MAX_VALUE;
    private String message = "";

    void failAfter(int operations, String message) {
        left = operations;
        this.message = message;
    }

    private boolean fails() {
        return left-- == 0;
    }

    private void maybeFail() throws IOException {
        if (fails()) {
            throw new IOException(message);
        }
    }

    @Override
    public File open(Path file) throws IOException {
        maybeFail();
        return new FaultyFile(disk.open(file));
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        maybeFail();
        disk.syncFolder(folder);
    }

    private final class FaultyFile implements File {
        private final File file;

        private FaultyFile(File file) {
            this.file = file;
        }

        @Override
        public void write(long at, byte[] bytes) throws IOException {
            if (fails()) {
                file.write(at, java.util.Arrays.copyOf(bytes, bytes.length / 2));
                throw new IOException(message);
            }
            file.write(at, bytes);
        }

        @Override
        public void sync() throws IOException {
            maybeFail();
            file.sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            maybeFail();
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
