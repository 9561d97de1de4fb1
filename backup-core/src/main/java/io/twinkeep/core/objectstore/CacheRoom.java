package io.twinkeep.core.objectstore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the files of all caches below one root within their limits; the least recently used go first. What was used since
 * this object was made stays: a run that reads more than fits, the same way each day, would else evict just what it
 * needs next, and find nothing on any day. Other processes may write and delete there at the same time: the limits are then
 * exceeded by at most what they write between two looks. Thread-safe; {@code used} and {@code untilLook} are guarded by
 * this object's lock, under which directories are read too, since two threads must not both take the last room.
 */
final class CacheRoom {
    /** The name of a repository's folder. */
    static final String FOLDER = "[0-9a-f]{32}";

    /** Names of files that are the cache's own, those being written included; nothing else is ever touched. */
    static final Pattern FILE = Pattern.compile("[0-9a-f]{64}(\\.[0-9a-f-]{36})?");

    private static final long LOOK_EVERY = 256 << 20;

    private final CachePlace settings;
    private final Instant start;
    private long used;
    private long untilLook;

    /** @param start what was used since is not evicted */
    CacheRoom(CachePlace settings, Instant start) {
        this.settings = settings;
        this.start = start;
    }

    private record Entry(Path file, long bytes, Instant usedAt) {}

    /** Whether so many bytes may be written now: evicts what is needed for it, or nothing if that is not enough. */
    synchronized boolean make(long bytes) throws IOException {
        if (bytes > untilLook || excess(bytes) > 0) {
            List<Entry> entries = entries();
            used = entries.stream().mapToLong(Entry::bytes).sum();
            untilLook = LOOK_EVERY;
            long excess = excess(bytes);
            if (excess > 0 && !evict(entries, excess)) {
                return false;
            }
        }
        used += bytes;
        untilLook -= bytes;
        return true;
    }

    private long excess(long bytes) {
        var disk = settings.root().toFile();
        long keep = disk.getTotalSpace() / 100 * settings.keepFreePercent();
        return Math.max(used + bytes - settings.maxBytes(), keep + bytes - disk.getUsableSpace());
    }

    private boolean evict(List<Entry> entries, long excess) throws IOException {
        List<Entry> oldest = entries.stream()
                .filter(entry -> entry.usedAt().isBefore(start))
                .sorted(Comparator.comparing(Entry::usedAt))
                .toList();
        if (oldest.stream().mapToLong(Entry::bytes).sum() < excess) {
            return false;
        }
        long left = excess;
        for (Entry entry : oldest) {
            if (left <= 0) {
                break;
            }
            Files.deleteIfExists(entry.file());
            used -= entry.bytes();
            left -= entry.bytes();
        }
        return true;
    }

    private List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        try (var folders = Files.newDirectoryStream(settings.root(), CacheRoom::isFolder)) {
            for (Path folder : folders) {
                addEntries(folder, entries);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    private static void addEntries(Path folder, List<Entry> entries) throws IOException {
        try (var files = Files.newDirectoryStream(folder, CacheRoom::isFile)) {
            for (Path file : files) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                Instant usedAt = attributes.lastModifiedTime().toInstant();
                entries.add(new Entry(file, attributes.size(), usedAt));
            }
        } catch (NoSuchFileException e) {
            // Somebody deletes the cache, which is always allowed: the next look sees what is left.
        }
    }

    private static boolean isFolder(Path path) {
        return path.getFileName().toString().matches(FOLDER) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isFile(Path path) {
        return FILE.matcher(path.getFileName().toString()).matches();
    }
}
