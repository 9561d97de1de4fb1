package io.twinkeep.agent.follow;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.VersionDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What every entry of a version is, what its file system said when it was last read and right, and when that was.
 * Immutable. Its digests always come to the version's.
 */
record Ledger(Sha256 version, SortedMap<FilePath, Line> lines) {
    /**
     * One entry.
     *
     * @param stat as last seen; kind, mode and target are what they should be
     * @param digest null for anything but a file
     * @param read when its bytes were last read and right, {@code EPOCH} if they never were
     */
    record Line(FileStat stat, Sha256 digest, Instant read) {
        boolean isFile() {
            return stat.kind() == FileStat.Kind.FILE;
        }
    }

    Ledger {
        lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
        if (!VersionDigest.of(digests(lines)).value().equals(version)) {
            throw new IllegalArgumentException("the files of the ledger are not those of version " + version);
        }
    }

    /** What the version should be, none of it seen yet. */
    static Ledger of(Manifest manifest) {
        var lines = new TreeMap<FilePath, Line>();
        for (FileEntry entry : manifest.entries()) {
            lines.put(entry.path(), new Line(entry.stat(), entry.digest(), Instant.EPOCH));
        }
        return new Ledger(manifest.version().value(), lines);
    }

    SortedMap<FilePath, Sha256> digests() {
        return digests(lines);
    }

    private static SortedMap<FilePath, Sha256> digests(Map<FilePath, Line> lines) {
        var digests = new TreeMap<FilePath, Sha256>();
        lines.forEach((path, line) -> {
            if (line.isFile()) {
                digests.put(path, line.digest());
            }
        });
        return digests;
    }

    /** The same with other lines for some paths. */
    Ledger with(Map<FilePath, Line> changed) {
        var all = new TreeMap<>(lines);
        all.putAll(changed);
        return new Ledger(version, all);
    }

    long bytes() {
        return lines.values().stream().mapToLong(line -> line.stat().size()).sum();
    }

    /** The time since when all bytes were read at least once. */
    Instant allReadSince() {
        return lines.values().stream()
                .filter(Line::isFile)
                .map(Line::read)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
