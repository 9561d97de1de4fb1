package io.twinkeep.core.files;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories of a local target: made as they are needed, never reached through a symlink, remembered until what
 * changed in them is on disk. Safe for many threads.
 */
final class LocalDirectories {
    private final LocalRoot root;
    private final Set<Path> touched = ConcurrentHashMap.newKeySet();
    /** Directories that their owner may not write in, opened for the time of the restore, and the mode they had. */
    private final Map<Path, Set<PosixFilePermission>> loosened = new ConcurrentHashMap<>();

    LocalDirectories(LocalRoot root) {
        this.root = root;
    }

    void makeRoot() throws IOException {
        Files.createDirectories(root.directory());
    }

    /** Makes the directory and those above it. @throws Refused if a file or symlink stands in the place of one */
    void make(FilePath path) throws IOException {
        makeParents(path);
        makeOne(path);
    }

    /** Makes the directories above the path, and readies the last one for a change. Returns it. */
    Path makeParents(FilePath path) throws IOException {
        makeRoot();
        Path last = root.directory();
        for (FilePath parent : path.parents()) {
            makeOne(parent);
            last = root.at(parent);
        }
        readyForChange(last);
        return last;
    }

    /** Whether nothing but real directories lie above the path; through a symlink it would be outside of the tree. */
    boolean hasRealParents(FilePath path) {
        return path.parents().stream().allMatch(parent -> isDirectory(root.at(parent)));
    }

    void readyForChange(Path directory) throws IOException {
        touched.add(directory);
        if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
            var before = Files.getPosixFilePermissions(directory);
            loosened.putIfAbsent(directory, before);
            var open = EnumSet.of(
                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
            open.addAll(before);
            Files.setPosixFilePermissions(directory, open);
        }
    }

    /** A file can't be renamed over a directory, so an empty one goes first; one with content is not ours to drop. */
    void clearWayForFile(FilePath path) throws IOException {
        Path place = root.at(path);
        if (isDirectory(place)) {
            try {
                Files.deleteIfExists(place);
            } catch (DirectoryNotEmptyException e) {
                throw notEmpty(path, e);
            }
        }
    }

    Refused notEmpty(FilePath path, DirectoryNotEmptyException cause) {
        return new Refused(
                root.place(path) + " is a directory with files in it, so it is not removed",
                "move them away and run the same command again",
                cause);
    }

    /** The caller sets the directory's mode itself, so the one it had is not put back. */
    void forgetMode(Path directory) {
        loosened.remove(directory);
    }

    /** After this, a power cut takes back no name that was given or removed. */
    void sync() throws IOException {
        for (Path directory : touched) {
            // One that was removed later in this run, or became a file: its parent, also touched, holds that fact.
            if (isDirectory(directory)) {
                syncOne(directory);
            }
        }
        touched.clear();
        for (var entry : loosened.entrySet()) {
            if (isDirectory(entry.getKey())) {
                Files.setPosixFilePermissions(entry.getKey(), entry.getValue());
            }
        }
        loosened.clear();
    }

    private static void syncOne(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void makeOne(FilePath path) throws IOException {
        Path directory = root.at(path);
        if (isDirectory(directory)) {
            return;
        }
        readyForChange(directory.getParent());
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Another thread's directory is as good as ours; what else is there is somebody's, and never ours to drop.
            if (!isDirectory(directory)) {
                throw Obstruction.of(root.place(path), Files.isSymbolicLink(directory), e);
            }
        }
        touched.add(directory);
    }

    private static boolean isDirectory(Path place) {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    }
}
