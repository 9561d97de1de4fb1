package io.twinkeep.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The writes of a spool, apart from the spool so that tests can make each of them fail. */
interface Disk {
    /** Opens for writing, creating what is absent. */
    File open(Path file) throws IOException;

    /** Makes the names in a directory survive a power cut. */
    void syncFolder(Path folder) throws IOException;

    /** A file that only one thread uses at a time; interrupts don't close it. */
    interface File extends Closeable {
        void write(long at, byte[] bytes) throws IOException;

        void sync() throws IOException;

        void truncate(long size) throws IOException;
    }
}
