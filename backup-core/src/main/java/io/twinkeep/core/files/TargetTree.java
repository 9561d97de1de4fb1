package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.util.List;

/**
 * A directory to be written. New content grows in {@code .twinkeep-partial} at its top, on the same file system, and
 * takes its name in one step when it is complete and on disk. Implementations are safe for use by many threads.
 */
public interface TargetTree extends AutoCloseable {
    /** What is there now; reading is the same as for any source. Creates the root if it does not exist. */
    SourceTree current();

    /**
     * Tries, before much is read for it, whether anything can be written here; leaves nothing behind.
     *
     * @throws io.twinkeep.core.errors.Failed if not
     */
    void refuseUnwritable();

    /**
     * Keeps other runs from writing to a local directory until it is closed, which leaves nothing behind; a crash lets go
     * of it too. On another host's directory it keeps nobody out: there, whoever starts two restores at once must know.
     *
     * @throws io.twinkeep.core.errors.Conflict if another run, also of another process, works there
     */
    Claim claim();

    /** The right to be the only one who writes. */
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /** A file that grows out of sight, for the content {@code label} (a safe file name); one that is there already is continued. */
    PartialFile partial(String label);

    /** Whether an interrupted run left a partial file of this label. */
    boolean hasPartial(String label);

    /**
     * Puts the complete partial file, synced, at {@code stat.path()} with its mode and time as far as they can be set, over a
     * file or symlink that is there, and makes the directories above it.
     *
     * @throws io.twinkeep.core.errors.Refused if what is not a directory, or a symlink to one, stands in the place of one
     */
    void install(PartialFile partial, FileStat stat);

    /**
     * Makes the directory with its parents; not an error if it is there.
     *
     * @throws io.twinkeep.core.errors.Refused if what is not a directory, or a symlink to one, stands in the place of one
     */
    void makeDirectory(FilePath path);

    /** Makes the symlink with exactly this target, over a file or symlink that is there; directories are as with a file. */
    void makeSymlink(FileStat stat);

    /** Sets mode and time of what is there, as far as this user may. */
    void setAttributes(FileStat stat);

    /** What this tree could not set, because it belongs to another user or its disk does not have it; by path. */
    List<Skipped> notSet();

    /** Removes a file, a symlink or an empty directory; no error if it is gone. */
    void remove(FilePath path);

    /** Makes all installed names durable, then removes what is left of the partial files. */
    void finish();

    /** Free bytes where the target lies, {@code Long.MAX_VALUE} where unknown. */
    long freeBytes();

    @Override
    String toString();

    @Override
    void close();
}
