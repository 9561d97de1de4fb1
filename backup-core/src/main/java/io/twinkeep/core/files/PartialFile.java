package io.twinkeep.core.files;

/** A file under construction; safe for use by many threads writing different ranges. */
public interface PartialFile extends SourceFile {
    /**
     * Writes all of the window at the position.
     *
     * @throws io.twinkeep.core.errors.Failed if the disk is full or says no
     */
    void write(long position, byte[] array, int offset, int length);

    /** Cuts or extends (with zeros) the file. */
    void setSize(long size);
}
