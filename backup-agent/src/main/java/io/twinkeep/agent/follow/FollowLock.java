package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Failed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Only one agent at a time works on a model's directory, also where several hosts mount it. A crash lets go of it. */
final class FollowLock {
    private final FileChannel channel;
    private final FileLock lock;

    private FollowLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Does the work alone; empty if another agent works there now. */
    static <T> Optional<T> alone(ModelPlace place, Supplier<T> work) {
        Optional<FollowLock> taken = tryTake(place);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            taken.get().release();
        }
    }

    private static Optional<FollowLock> tryTake(ModelPlace place) {
        Path file = place.notes().resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FollowLock(channel, lock));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            close(channel);
            return Optional.empty();
        } catch (IOException e) {
            close(channel);
            throw new Failed(
                    "can't lock " + file + ": " + e.getMessage(),
                    "if this is NFS, mount it with locks (without 'nolock'), so that two agents can't work on one directory",
                    e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    private void release() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            // Closing the channel lets go of it as well.
        }
    }
}
