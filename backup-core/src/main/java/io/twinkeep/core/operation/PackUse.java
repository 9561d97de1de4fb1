package io.twinkeep.core.operation;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SnapshotBody;
import io.twinkeep.core.snapshot.SnapshotHeader;
import io.twinkeep.core.snapshot.VersionDigest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What needs which pack: chunks, files and versions of one set. Filled by one thread, then read by many. */
final class PackUse {
    private static final int NAMED = 3;
    private static final int DIGITS = 12;

    private final Map<PackId, Set<StoredChunk>> chunks = new HashMap<>();
    private final Map<PackId, Set<FilePath>> files = new HashMap<>();
    private final Map<PackId, Set<String>> versions = new HashMap<>();

    void add(SnapshotHeader snapshot, Manifest manifest, SnapshotBody body) {
        addVersion(snapshot, body.version());
        body.pages().forEach(this::addChunk);
        for (FileEntry entry : manifest.entries()) {
            for (ChunkRef ref : entry.chunks()) {
                addChunk(ref.chunk());
                addFile(ref.chunk(), entry.path());
            }
        }
    }

    /** A version whose manifest can't be read: it is hit by each of its packs. */
    void addUnreadable(SnapshotHeader snapshot, VersionDigest version) {
        addVersion(snapshot, version);
    }

    private void addVersion(SnapshotHeader snapshot, VersionDigest version) {
        String name = version.toString().substring(0, DIGITS);
        for (PackRef pack : snapshot.packs()) {
            versions.computeIfAbsent(pack.id(), ignored -> new LinkedHashSet<>())
                    .add(name);
        }
    }

    private void addChunk(StoredChunk chunk) {
        chunks.computeIfAbsent(chunk.pack(), ignored -> new LinkedHashSet<>()).add(chunk);
        if (chunk.base() != null) {
            addChunk(chunk.base());
        }
    }

    private void addFile(StoredChunk chunk, FilePath path) {
        files.computeIfAbsent(chunk.pack(), ignored -> new LinkedHashSet<>()).add(path);
        if (chunk.base() != null) {
            addFile(chunk.base(), path);
        }
    }

    Set<StoredChunk> chunks(PackId pack) {
        return chunks.getOrDefault(pack, Set.of());
    }

    /** The versions and files that need the pack, in words. */
    String hits(PackId pack) {
        Set<String> hitVersions = versions.getOrDefault(pack, Set.of());
        Set<FilePath> hitFiles = files.getOrDefault(pack, Set.of());
        String what = hitVersions.isEmpty() ? "no readable version" : "version(s) " + String.join(", ", hitVersions);
        if (hitFiles.isEmpty()) {
            return what + ": the list of files";
        }
        String names = hitFiles.stream().limit(NAMED).map(FilePath::toString).collect(Collectors.joining(", "));
        return what + ": " + hitFiles.size() + " file(s), " + names + (hitFiles.size() > NAMED ? ", …" : "");
    }
}
