package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Reads a directory as one version: whatever changed while it was read is read again, until a look at everything finds
 * it as it was before.
 */
final class Scan {
    private static final int SPECIAL_BITS = 06000;

    private final SourceTree source;
    private final PathFilter filter;
    private final Engine engine;
    private final Stages stages;

    Scan(SourceTree source, PathFilter filter, Engine engine, Stages stages) {
        this.source = source;
        this.filter = filter;
        this.engine = engine;
        this.stages = stages;
    }

    /** What was there, and when we looked. */
    record Listing(List<FileStat> entries, List<Skipped> skipped, Instant at) {
        long bytes() {
            return entries.stream().mapToLong(FileStat::size).sum();
        }
    }

    Listing settled() {
        long start = System.nanoTime();
        Instant at = engine.clock().instant();
        var special = new ConcurrentLinkedQueue<Skipped>();
        List<FileStat> entries = source.list(special::add).stream()
                .filter(stat -> filter.passes(stat.path()))
                .toList();
        var listing = new Listing(entries, skipped(special, entries), at);
        stages.add(Stage.LIST, start, listing.bytes());
        return listing;
    }

    private List<Skipped> skipped(Collection<Skipped> special, List<FileStat> entries) {
        Stream<Skipped> left = special.stream().filter(skipped -> filter.passes(skipped.path()));
        return Stream.concat(left, entries.stream().flatMap(stat -> lostBits(stat).stream()))
                .sorted(Comparator.comparing(Skipped::path))
                .toList();
    }

    /** A restore sets none of them: a backup must not be a way to plant programs. */
    private static Optional<Skipped> lostBits(FileStat stat) {
        boolean has = stat.kind() != FileStat.Kind.SYMLINK && stat.mode() > 0 && (stat.mode() & SPECIAL_BITS) != 0;
        return has
                ? Optional.of(new Skipped(stat.path(), "its setuid or setgid bit will not be restored"))
                : Optional.empty();
    }

    /**
     * The manifest of what the listing shows.
     *
     * @throws Failed if files change again and again while they are read
     */
    Manifest read(Listing first, SetContents held, FileReading reading) {
        Map<FilePath, FileEntry> done = new HashMap<>();
        Listing listing = first;
        for (int attempt = 1; attempt <= engine.limits().attempts(); attempt++) {
            engine.progress().begin("backing up", listing.bytes());
            readAll(listing, held, reading, done);
            Listing after = settled();
            Optional<FilePath> changed = firstChange(listing, after, done);
            if (changed.isEmpty()) {
                return manifest(listing, done);
            }
            engine.progress().note(changed.get() + " changed while it was read; looking again");
            listing = after;
        }
        throw new Failed(
                "files in " + source + " change while they are read, so what was read is not one version",
                "run again when nothing writes there; nothing was committed, and what was sent is used again");
    }

    private void readAll(Listing listing, SetContents held, FileReading reading, Map<FilePath, FileEntry> done) {
        var todo = new ArrayList<FileStat>();
        for (FileStat stat : listing.entries()) {
            if (!isDone(done.get(stat.path()), stat)) {
                kept(stat, held).ifPresentOrElse(entry -> done.put(entry.path(), entry), () -> todo.add(stat));
            }
        }
        Parallel.mapInOrder(2 * engine.limits().threads(), todo, stat -> read(stat, listing, reading), entry -> {
            if (entry != null) {
                done.put(entry.path(), entry);
            }
        });
    }

    private static boolean isDone(FileEntry entry, FileStat stat) {
        return entry != null && sameState(entry.stat(), stat);
    }

    // A racy entry has its change time blanked, which must not count as a change within the run.
    private static boolean sameState(FileStat entry, FileStat now) {
        return entry.size() == now.size()
                && entry.kind() == now.kind()
                && entry.mode() == now.mode()
                && entry.modified() == now.modified()
                && entry.inode() == now.inode()
                && (entry.changed() == 0 || entry.changed() == now.changed())
                && entry.target().equals(now.target());
    }

    /** What needs no reading: an entry that is no file, or one that the set holds as it is. */
    private Optional<FileEntry> kept(FileStat stat, SetContents held) {
        if (stat.kind() != FileStat.Kind.FILE) {
            return Optional.of(new FileEntry(stat, null, List.of()));
        }
        FileEntry previous =
                held.latest().map(manifest -> manifest.entry(stat.path())).orElse(null);
        if (source.showsEveryChange() && previous != null && isUnchanged(previous, stat, held.known())) {
            engine.progress().advance(stat.size());
            return Optional.of(new FileEntry(stat, previous.digest(), previous.chunks()));
        }
        return Optional.empty();
    }

    /** Null if the file vanished: the look afterwards will tell. */
    private FileEntry read(FileStat stat, Listing listing, FileReading reading) {
        try {
            return reading.read(safeStamp(stat, listing.at()));
        } catch (Missing | Failed e) {
            // A bucket can be missing as well as a file, and a codec can fail while a file changes.
            if (reading.isBroken() || (e instanceof Failed && isStill(stat))) {
                throw e;
            }
            return null;
        }
    }

    private boolean isStill(FileStat stat) {
        try {
            return source.stat(stat.path()).sameAs(stat);
        } catch (BackupException e) {
            return false;
        }
    }

    private static boolean isUnchanged(FileEntry previous, FileStat stat, KnownChunks known) {
        return previous.stat().sameAs(stat) && previous.chunks().stream().allMatch(ref -> known.isThere(ref.chunk()));
    }

    /**
     * A file changed just now may change again within the same tick of its file system's clock: it is recorded without
     * its change time, so that the next backup reads it again.
     */
    private FileStat safeStamp(FileStat stat, Instant listedAt) {
        long limit = 1_000_000_000L
                * (listedAt.getEpochSecond() - engine.limits().racy().toSeconds());
        boolean racy = Math.max(stat.changed(), stat.modified()) >= limit;
        return racy
                ? new FileStat(stat.path(), stat.kind(), stat.size(), stat.mode(), stat.modified(), 0, stat.inode(), "")
                : stat;
    }

    private static Optional<FilePath> firstChange(Listing before, Listing after, Map<FilePath, FileEntry> done) {
        var now = new HashMap<FilePath, FileStat>();
        after.entries().forEach(stat -> now.put(stat.path(), stat));
        for (FileStat stat : before.entries()) {
            FileStat again = now.remove(stat.path());
            if (again == null || !again.sameAs(stat) || !isDone(done.get(stat.path()), again)) {
                return Optional.of(stat.path());
            }
        }
        return now.keySet().stream().findFirst();
    }

    private static Manifest manifest(Listing listing, Map<FilePath, FileEntry> done) {
        var entries = new ArrayList<FileEntry>();
        listing.entries().forEach(stat -> entries.add(done.get(stat.path())));
        return new Manifest(entries);
    }
}
