package io.twinkeep.core.operation;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Chunks that lie on this machine already, in the target directory or beside it, found by the digests of the files there
 * in the manifests of older versions. Files stay open once used, so that replacing them does not take their bytes away.
 * Filled by one thread, then read by many.
 */
final class LocalChunks implements AutoCloseable {
    // Beyond so many open files, chunks are fetched instead.
    private static final int MAX_OPEN = 512;

    private final Map<Sha256, LocalFile> files = new HashMap<>();
    private final Map<Sha256, Place> places = new HashMap<>();
    private final Map<LocalFile, SourceFile> open = new LinkedHashMap<>();

    private record LocalFile(SourceTree tree, FilePath path) {}

    private record Place(LocalFile file, long offset, int length, ChunkDigests digests) {}

    /** Tells of files that should be in the tree, by their digests. */
    void add(SourceTree tree, Map<FilePath, Sha256> digests) {
        digests.forEach((path, digest) -> files.putIfAbsent(digest, new LocalFile(tree, path)));
    }

    boolean knowsNoFiles() {
        return files.isEmpty();
    }

    /**
     * Learns the chunks of those files of a manifest that are here byte for byte.
     *
     * @param digests those of the manifest's set
     */
    void learn(Manifest manifest, ChunkDigests digests) {
        for (FileEntry entry : manifest.entries()) {
            LocalFile here = entry.isFile() ? files.get(entry.digest()) : null;
            if (here == null) {
                continue;
            }
            long offset = 0;
            for (ChunkRef ref : entry.chunks()) {
                if (ref.chunk().rawLength() > ChunkCodec.MAX_CHUNK) {
                    break;
                }
                places.putIfAbsent(
                        ref.chunk().digest(),
                        new Place(here, offset, ref.chunk().rawLength(), digests));
                offset += ref.chunk().rawLength();
            }
        }
    }

    /** Whether the chunk should be here; opens its file, so that it stays readable. */
    boolean holds(Sha256 digest) {
        Place place = places.get(digest);
        return place != null && (open.containsKey(place.file()) || openFile(place.file()));
    }

    private boolean openFile(LocalFile file) {
        if (open.size() >= MAX_OPEN) {
            return false;
        }
        try {
            open.put(file, file.tree().open(file.path()));
            return true;
        } catch (BackupException e) {
            return false;
        }
    }

    /** Puts the chunk's bytes at the start of {@code out}; false if they are not there any more. */
    boolean read(Sha256 digest, byte[] out) {
        Place place = places.get(digest);
        if (place.length() > out.length) {
            return false;
        }
        int length = open.get(place.file()).read(place.offset(), out, 0, place.length());
        return length == place.length() && place.digests().of(out, 0, length).equals(digest);
    }

    @Override
    public void close() {
        open.values().forEach(SourceFile::close);
    }
}
