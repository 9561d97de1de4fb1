package io.twinkeep.core.objectstore;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Immutable objects kept in a folder of this machine, the ones not used for longest going first. Nothing rests on it: any
 * file may be missing, torn or damaged, the whole folder may be deleted at any moment, and several processes may use it at
 * a time. Safe for use by many threads.
 */
public final class LocalCache {
    /** So much of the disk stays free for others. */
    private static final int FREE_PERCENT = 10;

    private static final String NEW = ".new-";

    private final Path folder;
    private final long limit;
    private final Map<String, CacheFile> opened = new ConcurrentHashMap<>();
    private long size = -1; // of all files; negative until they have been looked at

    /**
     * Makes nothing yet.
     *
     * @param folder of this repository alone
     * @param limit the most bytes to keep
     */
    public LocalCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    private record Kept(Path file, long bytes, FileTime used) {}

    /** The bytes, empty if they are not here or not whole. */
    Optional<byte[]> read(ObjectKey key, ByteRange range) {
        String name = name(key);
        try {
            return Optional.of(open(name).read(range));
        } catch (NoSuchFileException e) {
            opened.remove(name);
            return Optional.empty();
        } catch (IOException e) {
            remove(key);
            return Optional.empty();
        }
    }

    private CacheFile open(String name) throws IOException {
        CacheFile file = opened.get(name);
        if (file == null) {
            Path path = folder.resolve(name);
            file = CacheFile.open(path);
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            opened.put(name, file);
        }
        return file;
    }

    /** Keeps the object if there is room for it; false if there is none, or the disk says no. */
    boolean keep(ObjectKey key, ObjectBody body) {
        String name = name(key);
        Path fresh = folder.resolve(NEW + UUID.randomUUID());
        try {
            if (!hasRoom(body.length())) {
                return false;
            }
            CacheFile.write(fresh, body);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            opened.remove(name);
            return true;
        } catch (IOException e) {
            discard(fresh);
            return false;
        }
    }

    void remove(ObjectKey key) {
        opened.remove(name(key));
        discard(folder.resolve(name(key)));
    }

    private synchronized boolean hasRoom(int bytes) throws IOException {
        if (size < 0) {
            makeFolder();
            size = kept().stream().mapToLong(Kept::bytes).sum();
        }
        if (bytes > limit) {
            return false;
        }
        if (size + bytes > limit) {
            size = evict(limit - limit / 10 - bytes);
        }
        size += bytes;
        FileStore disk = Files.getFileStore(folder);
        return disk.getUsableSpace() - bytes > disk.getTotalSpace() / 100 * FREE_PERCENT;
    }

    private void makeFolder() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private List<Kept> kept() throws IOException {
        var kept = new ArrayList<Kept>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                try {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    kept.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
                } catch (NoSuchFileException e) {
                    // Another process was faster.
                }
            }
        }
        return kept;
    }

    /** Deletes what was not used for longest until at most so many bytes stay; returns how many do. */
    private long evict(long most) throws IOException {
        List<Kept> oldestFirst =
                kept().stream().sorted(Comparator.comparing(Kept::used)).toList();
        long left = oldestFirst.stream().mapToLong(Kept::bytes).sum();
        for (Kept kept : oldestFirst) {
            if (left <= most) {
                break;
            }
            discard(kept.file());
            left -= kept.bytes();
        }
        return left;
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next eviction tries again.
        }
    }

    /** One name for every key, whatever it holds. */
    private static String name(ObjectKey key) {
        return Sha256.of(key.value().getBytes(StandardCharsets.UTF_8)).toString();
    }
}
