package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Missing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Temporary files, folders and syncs below one root. Safe for use by many threads. */
final class DurableFiles {
    /** The folder of files that are being written; no object key may begin with it. */
    static final String TEMPORARY = ".twinkeep-tmp";

    /** Bytes per read or write call: the JDK copies a heap array through a native buffer of the same size and keeps it. */
    static final int SLICE = 1 << 20;

    // No single write takes a day, so whatever is older was left by a crash.
    private static final Duration LEFT_OVER = Duration.ofDays(1);

    private final Path root;
    private final Path temporaryFolder;
    private final AtomicBoolean cleaned = new AtomicBoolean();
    private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();

    DurableFiles(Path root) {
        this.root = root;
        this.temporaryFolder = root.resolve(TEMPORARY);
    }

    /** @throws Missing if the root isn't there */
    void requireRoot() {
        if (!Files.isDirectory(root)) {
            throw new Missing(
                    "repository directory " + root + " does not exist",
                    "mount the file system it is on, or make it with 'mkdir -p " + root + "'");
        }
    }

    /** A new, synced file outside all listings that holds the body. */
    Path writeTemporary(ObjectBody body) {
        Path file = temporaryFile();
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, body);
            channel.force(true);
        } catch (IOException e) {
            discard(file);
            throw DirectoryFailures.translate("could not write to repository directory " + root, e);
        }
        if (cleaned.compareAndSet(false, true)) {
            removeLeftOvers(file);
        }
        return file;
    }

    static void write(FileChannel channel, ObjectBody body) throws IOException {
        int end = body.offset() + body.length();
        for (int from = body.offset(); from < end; from += SLICE) {
            var slice = ByteBuffer.wrap(body.array(), from, Math.min(SLICE, end - from));
            while (slice.hasRemaining()) {
                channel.write(slice);
            }
        }
    }

    private Path temporaryFile() {
        if (!Files.isDirectory(temporaryFolder)) {
            requireRoot();
            makeFolder(temporaryFolder);
        }
        return temporaryFolder.resolve(UUID.randomUUID().toString());
    }

    /** Removes a temporary file; one that stays is ignored by listings and cleaned a day later. */
    void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write itself is done or has failed with its own message; a left-over harms nobody.
        }
    }

    private void removeLeftOvers(Path justWritten) {
        try (var files = Files.newDirectoryStream(temporaryFolder)) {
            Instant now = Files.getLastModifiedTime(justWritten).toInstant();
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LEFT_OVER))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // Cleaning is a courtesy: another process may clean at the same time, and the next start tries again.
        }
    }

    /** Makes the folder and its parents down from the root, and makes sure that a crash doesn't undo any of them. */
    void makeFolder(Path folder) {
        if (folder.equals(root) || durableFolders.contains(folder)) {
            return;
        }
        makeFolder(folder.getParent());
        try {
            createIfAbsent(folder);
            sync(folder.getParent());
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not make folder " + folder, e);
        }
        durableFolders.add(folder);
    }

    private void createIfAbsent(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } catch (NoSuchFileException e) {
            requireRoot();
            throw e;
        }
    }

    /** Makes the names in the folder survive a power cut. */
    void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The file system's clock, which on a network share isn't this host's; this host's where we may not write. */
    Instant now() {
        if (Files.isDirectory(root) && !Files.isWritable(root)) {
            return Instant.now();
        }
        Path file = writeTemporary(ObjectBody.of(new byte[0]));
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw DirectoryFailures.translate("could not read the clock of " + root, e);
        } finally {
            discard(file);
        }
    }
}
