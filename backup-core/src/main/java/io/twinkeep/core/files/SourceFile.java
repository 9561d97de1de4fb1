package io.twinkeep.core.files;

/** An open file. Reads at different positions may run at the same time where the file system can; else one by one. */
public interface SourceFile extends AutoCloseable {
    /** The size when opened, in bytes. */
    long size();

    /**
     * Fills the window of the array from the position on; returns how many bytes there were, less than {@code length}
     * only at the end of the file.
     *
     * @throws io.twinkeep.core.errors.Failed if the disk says no
     */
    int read(long position, byte[] array, int offset, int length);

    @Override
    void close();
}
