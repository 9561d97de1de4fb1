package io.twinkeep.core.files;

import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One lstat of a local entry. */
final class LocalStat {
    // One call for all of it; only the "unix" view knows ctime, the inode and the whole mode.
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;
    private static final int MODE = 07777;

    private LocalStat() {}

    /** Empty for sockets, pipes and devices. */
    static Optional<FileStat> read(Path file, FilePath path) throws IOException {
        var attributes = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return switch ((int) attributes.get("mode") & TYPE) {
            case REGULAR -> Optional.of(stat(attributes, path, FileStat.Kind.FILE, (long) attributes.get("size"), ""));
            case DIRECTORY -> Optional.of(stat(attributes, path, FileStat.Kind.DIRECTORY, 0, ""));
            case SYMLINK -> Optional.of(stat(attributes, path, FileStat.Kind.SYMLINK, 0, NativeSymlink.read(file)));
            default -> Optional.empty();
        };
    }

    /** The whole of st_mode. */
    static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }

    /** Tells a directory from another one that took its place. */
    static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static FileStat stat(
            Map<String, Object> attributes, FilePath path, FileStat.Kind kind, long size, String target) {
        return new FileStat(
                path,
                kind,
                size,
                (int) attributes.get("mode") & MODE,
                nanoseconds(attributes.get("lastModifiedTime")),
                nanoseconds(attributes.get("ctime")),
                (long) attributes.get("ino"),
                target);
    }

    private static long nanoseconds(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }
}
