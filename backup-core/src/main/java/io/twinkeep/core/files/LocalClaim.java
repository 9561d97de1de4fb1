package io.twinkeep.core.files;

import io.twinkeep.core.errors.Conflict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps other runs, also those of other processes, from writing to a local target: a lock on a file among the partial
 * files. The kernel lets go of it when its process dies. Where the file system has no locks, only runs of this process
 * are kept out.
 */
final class LocalClaim {
    /** '~' can't start a label, so no content's partial file has this name. */
    static final String NAME = "~lock";

    private static final int MAX_MARK = 4096;
    private static final int ATTEMPTS = 20;
    // A process that opens a locked file once more and closes it loses its lock, so it must know what it holds.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private LocalClaim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Makes the directory of the lock file. */
    interface Folder {
        void make() throws IOException;
    }

    /** @throws Conflict if another run works there */
    static LocalClaim take(Path partials, Folder folder, String place) throws IOException {
        Path file = partials.resolve(NAME);
        if (!HELD.add(file)) {
            throw taken(place);
        }
        boolean done = false;
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                FileChannel channel = tryLock(file, folder, place);
                if (channel != null) {
                    done = true;
                    return new LocalClaim(file, channel);
                }
            }
            throw taken(place);
        } finally {
            if (!done) {
                HELD.remove(file);
            }
        }
    }

    /** Null if whoever held it removed the file meanwhile. */
    private static FileChannel tryLock(Path file, Folder folder, String place) throws IOException {
        FileChannel channel;
        try {
            folder.make();
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        }
        boolean kept = false;
        try {
            if (!isLocked(channel)) {
                throw taken(place);
            }
            kept = isStillAt(file, channel);
            return kept ? channel : null;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // No locks here, as on some mounts: a restore is worth more than being sure that it is alone.
            return true;
        }
    }

    /** Tells the locked file by a size of its own from another one that has taken its name; looks without opening it. */
    private static boolean isStillAt(Path file, FileChannel channel) {
        try {
            int mark = 1 + ThreadLocalRandom.current().nextInt(MAX_MARK);
            channel.truncate(0);
            channel.write(ByteBuffer.allocate(mark));
            return Files.size(file) == channel.size();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // A full disk: whatever needs room says so.
            return true;
        }
    }

    private static Conflict taken(String place) {
        return new Conflict(
                "another restore works in " + place, "wait until it has ended, then run the same command again");
    }

    /** Lets go as the last step, so that nobody else's lock file is removed. */
    void release() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (DirectoryNotEmptyException e) {
            // Partial files of an interrupted run, or the next one's lock.
        } finally {
            HELD.remove(file);
        }
    }
}
