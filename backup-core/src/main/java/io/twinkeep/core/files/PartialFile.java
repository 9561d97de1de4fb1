package io.twinkeep.core.files;

/**
 * A file under construction that grows at its end only: every write begins where the last one ended, because not every
 * file system can write in the middle. One thread writes; what is written can be read by many. {@link #size()} is the
 * bytes there now; one that was begun by an earlier run starts with what that run left.
 */
public interface PartialFile extends SourceFile {
    /**
     * Appends all of the window.
     *
     * @param position must be {@link #size()}, so that a caller who lost count is told instead of spoiling the file
     * @throws IllegalArgumentException if the position is not the end of the file
     * @throws io.twinkeep.core.errors.Failed if the disk is full or says no
     */
    void write(long position, byte[] array, int offset, int length);

    /**
     * Cuts the file to the size, or to nothing where the file system can't cut in the middle: go on from
     * {@link #size()}. Never extends.
     *
     * @throws IllegalArgumentException if the file is shorter
     */
    void setSize(long size);
}
