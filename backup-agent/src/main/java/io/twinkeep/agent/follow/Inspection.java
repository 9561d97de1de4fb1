package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.LocalState;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.parallel.Parallel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares a directory with what a version should be: every entry by its stat, some files or all by their bytes. */
final class Inspection {
    private static final int PERMISSIONS = 0777;

    private final SourceTree tree;
    private final int threads;
    private final Progress progress;

    Inspection(SourceTree tree, int threads, Progress progress) {
        this.tree = tree;
        this.threads = threads;
        this.progress = progress;
    }

    /** What was found; {@code ledger} knows what was read and right. */
    record Finding(List<Drift> drifts, Ledger ledger, int filesRead, long bytesRead) {
        boolean isRight() {
            return drifts.isEmpty();
        }

        /** The ledger in which what has drifted looks changed, so that the next look reads it, whoever has touched it. */
        Ledger forgetting() {
            var forgotten = new TreeMap<FilePath, Ledger.Line>();
            for (Drift drift : drifts) {
                Ledger.Line line = ledger.lines().get(drift.path());
                if (line != null) {
                    forgotten.put(drift.path(), new Ledger.Line(unseen(line.stat()), line.digest(), line.read()));
                }
            }
            return ledger.with(forgotten);
        }
    }

    /**
     * Reads the files that look changed or were never read, and of the others those that were read longest ago, until
     * that is the given share of all bytes: 100 reads everything.
     */
    Finding run(Ledger expected, int percent, Instant now) {
        Map<FilePath, FileStat> there = new LinkedHashMap<>();
        tree.list().forEach(stat -> there.put(stat.path(), stat));
        var drifts = new ArrayList<Drift>();
        for (FilePath path : there.keySet()) {
            if (!expected.lines().containsKey(path)) {
                drifts.add(new Drift(path, Drift.Kind.EXTRA, Optional.empty(), Optional.empty()));
            }
        }
        expected.lines().forEach((path, line) -> byStat(line, there.get(path)).ifPresent(drifts::add));
        List<Ledger.Line> reads = toRead(expected, there, percent);
        long bytes = reads.stream().mapToLong(line -> line.stat().size()).sum();
        progress.begin("reading back " + tree, bytes);
        List<Optional<Sha256>> digests = Parallel.map(threads, reads, this::digest);
        var right = new TreeMap<FilePath, Ledger.Line>();
        for (int i = 0; i < reads.size(); i++) {
            Ledger.Line line = reads.get(i);
            FilePath path = line.stat().path();
            if (digests.get(i).filter(line.digest()::equals).isPresent()) {
                right.put(path, new Ledger.Line(seen(line.stat(), there.get(path)), line.digest(), now));
            } else {
                drifts.add(new Drift(path, Drift.Kind.CONTENT, Optional.of(line.digest()), digests.get(i)));
            }
        }
        drifts.sort(Comparator.comparing(Drift::path));
        return new Finding(List.copyOf(drifts), expected.with(right), reads.size(), bytes);
    }

    /** No file has such an inode. */
    private static FileStat unseen(FileStat stat) {
        return new FileStat(
                stat.path(), stat.kind(), stat.size(), stat.mode(), stat.modified(), stat.changed(), -1, stat.target());
    }

    private static Optional<Drift> byStat(Ledger.Line line, FileStat found) {
        FileStat stat = line.stat();
        Drift.Kind kind = null;
        if (found == null) {
            kind = Drift.Kind.MISSING;
        } else if (found.kind() != stat.kind()) {
            kind = Drift.Kind.TYPE;
        } else if (!found.target().equals(stat.target())) {
            kind = Drift.Kind.TARGET;
        } else if (stat.kind() != FileStat.Kind.SYMLINK
                && stat.mode() >= 0
                && found.mode() >= 0
                && (stat.mode() & PERMISSIONS) != (found.mode() & PERMISSIONS)) {
            kind = Drift.Kind.MODE;
        }
        return Optional.ofNullable(kind)
                .map(what -> new Drift(stat.path(), what, Optional.ofNullable(line.digest()), Optional.empty()));
    }

    private static List<Ledger.Line> toRead(Ledger expected, Map<FilePath, FileStat> there, int percent) {
        List<Ledger.Line> files = expected.lines().values().stream()
                .filter(line -> line.isFile() && isFile(there.get(line.stat().path())))
                .toList();
        var reads = new ArrayList<Ledger.Line>();
        Set<Ledger.Line> suspects = new HashSet<>();
        for (Ledger.Line line : files) {
            if (line.read().equals(Instant.EPOCH)
                    || !line.stat().sameAs(there.get(line.stat().path()))) {
                suspects.add(line);
                reads.add(line);
            }
        }
        long budget = Math.ceilDiv(expected.bytes() * percent, 100);
        for (Ledger.Line line : oldestFirst(files)) {
            if (percent < 100 && budget <= 0) {
                break;
            }
            if (!suspects.contains(line)) {
                reads.add(line);
                budget -= line.stat().size();
            }
        }
        return reads;
    }

    private static boolean isFile(FileStat found) {
        return found != null && found.kind() == FileStat.Kind.FILE;
    }

    private static List<Ledger.Line> oldestFirst(List<Ledger.Line> files) {
        return files.stream().sorted(Comparator.comparing(Ledger.Line::read)).toList();
    }

    /** Empty if the disk can't read it any more, or it has just gone. */
    private Optional<Sha256> digest(Ledger.Line line) {
        try {
            return Optional.of(LocalState.digest(tree, line.stat().path(), progress));
        } catch (Failed | Missing e) {
            progress.note(e.getMessage());
            return Optional.empty();
        }
    }

    /** What is remembered is what the file system says, and the mode that it should have. */
    private static FileStat seen(FileStat expected, FileStat found) {
        return new FileStat(
                found.path(),
                found.kind(),
                found.size(),
                expected.mode(),
                found.modified(),
                found.changed(),
                found.inode(),
                found.target());
    }
}
