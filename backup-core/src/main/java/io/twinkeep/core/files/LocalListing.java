package io.twinkeep.core.files;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks a local tree level by level. On a mount every look is a round trip, so several run at a time, also within one
 * large directory.
 */
final class LocalListing {
    private static final int LOOKS_AT_A_TIME = 8;
    private static final int BATCH = 256;

    private final LocalRoot root;
    private final Consumer<Skipped> leftOut;

    LocalListing(LocalRoot root, Consumer<Skipped> leftOut) {
        this.root = root;
        this.leftOut = leftOut;
    }

    List<FileStat> list() {
        if (!Files.isDirectory(root.directory())) {
            throw new Missing("the directory " + root + " does not exist", "check the path, and that it is mounted");
        }
        var found = new ArrayList<FileStat>();
        List<FilePath> names = namesBelow(Optional.empty());
        while (!names.isEmpty()) {
            List<FileStat> level = look(names);
            found.addAll(level);
            names = namesBelow(directories(level));
        }
        found.sort(Comparator.comparing(FileStat::path));
        return found;
    }

    private static List<FilePath> directories(List<FileStat> level) {
        return level.stream()
                .filter(stat -> stat.kind() == FileStat.Kind.DIRECTORY)
                .map(FileStat::path)
                .toList();
    }

    private List<FilePath> namesBelow(List<FilePath> directories) {
        return flat(Parallel.map(LOOKS_AT_A_TIME, directories, directory -> namesBelow(Optional.of(directory))));
    }

    private List<FileStat> look(List<FilePath> names) {
        var batches = new ArrayList<List<FilePath>>();
        for (int start = 0; start < names.size(); start += BATCH) {
            batches.add(names.subList(start, Math.min(start + BATCH, names.size())));
        }
        return flat(Parallel.map(
                LOOKS_AT_A_TIME,
                batches,
                batch -> batch.stream().flatMap(path -> look(path).stream()).toList()));
    }

    private static <T> List<T> flat(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    /** Empty for what is no file, directory or symlink, and for what has gone since its name was read. */
    private Optional<FileStat> look(FilePath path) {
        try {
            Optional<FileStat> stat = LocalStat.read(root.at(path), path);
            if (stat.isEmpty()) {
                leftOut.accept(Skipped.special(path, LocalStat.mode(root.at(path))));
            }
            return stat;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw notListed(root.place(path), e);
        }
    }

    /** @param directory empty for the root */
    private List<FilePath> namesBelow(Optional<FilePath> directory) {
        Path place = directory.map(root::at).orElse(root.directory());
        try {
            long inode = LocalStat.inode(place);
            var names = readNames(place, directory);
            // Opening a directory follows a symlink; if one was slipped in, what was read is not the tree's.
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || LocalStat.inode(place) != inode) {
                throw new Failed(
                        "the directory " + name(directory) + " was exchanged while it was listed",
                        "run again when nothing writes there");
            }
            return names;
        } catch (IOException e) {
            throw notListed(name(directory), e);
        } catch (DirectoryIteratorException e) {
            throw notListed(name(directory), e.getCause());
        }
    }

    private static List<FilePath> readNames(Path place, Optional<FilePath> directory) throws IOException {
        var names = new ArrayList<FilePath>();
        try (var entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                FilePath path = child(directory, PathBytes.name(entry));
                if (!path.equals(LocalRoot.PARTIALS)) {
                    names.add(path);
                }
            }
        }
        return names;
    }

    private static FilePath child(Optional<FilePath> directory, byte[] name) throws IOException {
        try {
            return directory.map(above -> above.resolve(name)).orElseGet(() -> FilePath.ofBytes(name));
        } catch (IllegalArgumentException e) {
            throw new IOException("a path below it is longer than 4096 bytes", e);
        }
    }

    private String name(Optional<FilePath> directory) {
        return directory.map(root::place).orElse(root.toString());
    }

    /** A listing that misses a part looks like a deletion to whoever compares it, so there is none. */
    private static BackupException notListed(String place, IOException cause) {
        return cause instanceof NoSuchFileException
                ? new Failed(place + " vanished while it was listed", "run again when nothing writes there", cause)
                : DiskFailures.reading(place, cause);
    }
}
