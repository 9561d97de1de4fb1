package io.twinkeep.core.operation;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.snapshot.VersionDigest;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in a directory now: its entries, and the digest of every file, read once. Immutable. */
public record LocalState(Map<FilePath, FileStat> entries, Map<FilePath, Sha256> digests) {
    private static final int BUFFER = 1 << 20;

    /** Reads all of the directory. @param threads files read at a time */
    public static LocalState read(SourceTree tree, int threads, Progress progress) {
        Map<FilePath, FileStat> entries = list(tree).entries();
        List<FilePath> files = entries.values().stream()
                .filter(stat -> stat.kind() == FileStat.Kind.FILE)
                .map(FileStat::path)
                .toList();
        progress.begin(
                "reading " + tree,
                entries.values().stream().mapToLong(FileStat::size).sum());
        List<Sha256> digests = Parallel.map(threads, files, path -> digest(tree, path, progress));
        var byPath = new LinkedHashMap<FilePath, Sha256>();
        for (int i = 0; i < files.size(); i++) {
            byPath.put(files.get(i), digests.get(i));
        }
        return new LocalState(entries, byPath);
    }

    /** What is there by name; no file is read, so there are no digests. */
    static LocalState list(SourceTree tree) {
        var entries = new LinkedHashMap<FilePath, FileStat>();
        tree.list().forEach(stat -> entries.put(stat.path(), stat));
        return new LocalState(entries, Map.of());
    }

    /** The version that the directory holds. */
    public VersionDigest version() {
        return VersionDigest.of(new TreeMap<>(digests));
    }

    /** The digest of one file. */
    public static Sha256 digest(SourceTree tree, FilePath path, Progress progress) {
        MessageDigest digest = Sha256.newDigest();
        try (SourceFile file = tree.open(path)) {
            byte[] buffer = new byte[Math.clamp(file.size(), 1, BUFFER)];
            long position = 0;
            int length;
            while ((length = file.read(position, buffer, 0, buffer.length)) > 0) {
                digest.update(buffer, 0, length);
                progress.advance(length);
                position += length;
            }
        }
        return Sha256.finish(digest);
    }
}
