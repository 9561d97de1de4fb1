package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;

/**
 * What a file system says of an entry. Times are nanoseconds since 1970 UTC. {@code changed} (ctime) and {@code inode}
 * are 0 where the file system has none; {@code mode} is the lower 12 bits of st_mode, or -1 where unknown.
 * {@code size} is 0 for anything but a regular file; {@code target} is a symlink's raw target (bytes as ISO-8859-1
 * characters), empty otherwise.
 */
public record FileStat(
        FilePath path, Kind kind, long size, int mode, long modified, long changed, long inode, String target) {
    /** The code is stored, so the order never changes. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    /** Whether nothing hints at a change between two looks at the same path. */
    public boolean sameAs(FileStat other) {
        return kind == other.kind
                && size == other.size
                && modified == other.modified
                && changed == other.changed
                && inode == other.inode
                && target.equals(other.target);
    }
}
