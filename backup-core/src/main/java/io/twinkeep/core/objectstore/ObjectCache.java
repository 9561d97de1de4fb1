package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Copies of objects on a local disk, for one repository and one run. It may be deleted, damaged, full, or used by other
 * processes at any time: what can't be read as it was written counts as not there, and what can't be written is not. No
 * method fails. A file's time stamp says when it was last used. Thread-safe.
 */
public final class ObjectCache {
    private final CachePlace settings;
    private final CacheRoom room;
    private final InstantSource clock;
    private final Consumer<String> notes;
    private final AtomicBoolean isTold = new AtomicBoolean();
    private final Set<String> usedInThisRun = ConcurrentHashMap.newKeySet();

    /** @param notes is told why nothing can be cached, once */
    public ObjectCache(CachePlace settings, InstantSource clock, Consumer<String> notes) {
        this.settings = settings;
        this.room = new CacheRoom(settings, clock.instant());
        this.clock = clock;
        this.notes = notes;
    }

    private interface Reading {
        Optional<byte[]> from(CheckedFile file) throws IOException;
    }

    /** Empty if the range is not here, also where the copy ends before it. */
    Optional<byte[]> read(ObjectKey key, ByteRange range) {
        return read(
                key,
                file -> range.offset() <= file.length() - range.length()
                        ? Optional.of(file.read((int) range.offset(), range.length()))
                        : Optional.empty());
    }

    /** Empty if the object is not here, also where the copy is larger than the limit. */
    Optional<byte[]> read(ObjectKey key, int limit) {
        return read(key, file -> file.length() <= limit ? Optional.of(file.read(0, file.length())) : Optional.empty());
    }

    private Optional<byte[]> read(ObjectKey key, Reading reading) {
        String name = name(key);
        Path path = settings.folder().resolve(name);
        try (var file = CheckedFile.open(path, name)) {
            Optional<byte[]> bytes = reading.from(file);
            touch(path, name);
            return bytes;
        } catch (NoSuchFileException | ClosedByInterruptException e) {
            return Optional.empty();
        } catch (IOException e) {
            discard(path);
            return Optional.empty();
        }
    }

    /** Keeps a copy; false if there is no room, or if it can't be written. */
    boolean write(ObjectKey key, ObjectBody body) {
        String name = name(key);
        Path folder = settings.folder();
        Path temporary = folder.resolve(name + "." + UUID.randomUUID());
        try {
            makeFolder(folder);
            if (!room.make(CheckedFile.size(body.length()))) {
                return false;
            }
            CheckedFile.write(temporary, name, body);
            stamp(temporary);
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            usedInThisRun.add(name);
            return true;
        } catch (ClosedByInterruptException e) {
            discard(temporary);
        } catch (IOException | UnsupportedOperationException e) {
            discard(temporary);
            tell("nothing can be kept in the cache " + folder + " (" + e + "): packs will be downloaded again");
        }
        return false;
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder, mode);
        }
    }

    // Once a run is enough to tell what is in use from what is not.
    private void touch(Path file, String name) throws IOException {
        if (usedInThisRun.add(name)) {
            stamp(file);
        }
    }

    private void stamp(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    void forget(ObjectKey key) {
        discard(settings.folder().resolve(name(key)));
    }

    /** Forgets all objects of this repository. */
    public void clear() {
        try (var files = Files.newDirectoryStream(settings.folder(), CacheRoom::isFile)) {
            files.forEach(ObjectCache::discard);
        } catch (NoSuchFileException e) {
            // Nothing was ever kept.
        } catch (IOException | DirectoryIteratorException e) {
            tell("the cache " + settings.folder() + " can't be emptied: " + e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It stays, and is checked again whenever it is read.
        }
    }

    private void tell(String problem) {
        if (isTold.compareAndSet(false, true)) {
            notes.accept(problem);
        }
    }

    // Keys hold characters and lengths that file systems may not take.
    private static String name(ObjectKey key) {
        return Sha256.of(key.value().getBytes(StandardCharsets.UTF_8)).toString();
    }
}
