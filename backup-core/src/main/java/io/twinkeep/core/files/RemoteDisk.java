package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The few calls that a tree needs from a file system that is not local. Nothing follows a symlink at the path itself;
 * that none lies above it is for the caller to see to. Failures are {@link BackupException}s that name the place, but
 * for the streams. Safe for use by many threads.
 */
interface RemoteDisk extends AutoCloseable {
    /** The same without being told what is left out. */
    default List<FileStat> list(Optional<FilePath> directory) {
        return list(directory, skipped -> {});
    }

    /**
     * The entries right below, without sockets, pipes and devices.
     *
     * @param directory empty for the root
     * @param leftOut told of those
     * @throws io.twinkeep.core.errors.Missing if it is not there
     */
    List<FileStat> list(Optional<FilePath> directory, Consumer<Skipped> leftOut);

    /** Empty if there is no file, directory or symlink. */
    Optional<FileStat> stat(FilePath path);

    /** The file's bytes from a position on. */
    InputStream read(FilePath path, long from) throws IOException;

    /** Goes on at the end of the file; makes it if it is not there. What was written is there after a close. */
    OutputStream append(FilePath path) throws IOException;

    /** Cuts to the size, or to 0 where that is all it can; the size after it. */
    long cut(FilePath path, long size);

    /** Makes the root with its parents; not an error if it is there. */
    void makeRoot();

    void makeDirectory(FilePath path);

    /** Makes a symlink where nothing is, with exactly this target. */
    void makeSymlink(FilePath path, String target);

    /** Gives the file or symlink a new name, over a file or symlink that has it. */
    void rename(FilePath from, FilePath to);

    /** Removes a file, a symlink or an empty directory that is there. */
    void remove(FileStat entry);

    /** Sets the time and, if it is known, the mode of a file or directory, as far as it can; false if it is not allowed to. */
    boolean setAttributes(FilePath path, FileStat stat);

    long freeBytes();

    /** Sorts a failed stream. */
    BackupException failed(String verb, FilePath path, IOException cause);

    /** For messages, without credentials. */
    String place(FilePath path);

    /** For people, without credentials. */
    @Override
    String toString();

    @Override
    void close();
}
