package io.twinkeep.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sets the times and modes of a local target. Those of what belongs to somebody else can't be set, which is no reason to
 * give up content that is right: it is remembered. Safe for many threads.
 */
final class LocalAttributes {
    private final Queue<Skipped> notSet = new ConcurrentLinkedQueue<>();

    /** Something that the file system may refuse. */
    private interface Change {
        void make() throws IOException;
    }

    /** Time first: a mode may take away the right to set it. */
    void set(Path place, FileStat stat) throws IOException {
        var refused = new ArrayList<String>();
        attempt("time", () -> setTime(place, stat), refused);
        if (hasMode(stat)) {
            attempt("mode", () -> Files.setPosixFilePermissions(place, permissions(stat.mode())), refused);
        }
        remember(stat, refused);
    }

    /** The same for an entry that was there before: what is right already is not touched. */
    void correct(Path place, FileStat now, FileStat stat) throws IOException {
        var refused = new ArrayList<String>();
        if (now.modified() != stat.modified()) {
            attempt("time", () -> setTime(place, stat), refused);
        }
        if (hasMode(stat) && now.mode() != (stat.mode() & 0777)) {
            attempt("mode", () -> Files.setPosixFilePermissions(place, permissions(stat.mode())), refused);
        }
        remember(stat, refused);
    }

    List<Skipped> notSet() {
        return Skipped.sorted(notSet);
    }

    private static void attempt(String what, Change change, List<String> refused) throws IOException {
        try {
            change.make();
        } catch (IOException e) {
            if (!DiskFailures.isDenied(e)) {
                throw e;
            }
            refused.add(what);
        }
    }

    private void remember(FileStat stat, List<String> refused) {
        if (!refused.isEmpty()) {
            notSet.add(Skipped.attributes(stat.path(), String.join(" and ", refused)));
        }
    }

    private static boolean hasMode(FileStat stat) {
        return stat.mode() >= 0 && stat.kind() != FileStat.Kind.SYMLINK;
    }

    private static void setTime(Path place, FileStat stat) throws IOException {
        Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(stat.modified(), TimeUnit.NANOSECONDS), null, null);
    }

    /** The enum lists the bits from 0400 down to 0001. */
    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
