package io.twinkeep.core.snapshot;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.pack.StoredChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All entries of a version, by path. On its way into packs it is cut into pages where the paths say so, not after a
 * count, so that pages of unchanged files come out as they were and are referenced instead of stored again. Immutable.
 */
public final class Manifest {
    /** Chunks in one part of an entry: some 100 KiB, so a change in a huge file rewrites no more than that. */
    private static final int PART_CHUNKS = 1024;

    /** One part in 2 to the power of this ends its page. */
    private static final int PAGE_BITS = 7;

    /** A page ends once its estimated size passes this, whatever its paths say. */
    private static final int FULL_PAGE = 1 << 20;

    private static final int CHUNK_BYTES = 140;

    private final SortedMap<FilePath, FileEntry> entries;

    public Manifest(Collection<FileEntry> entries) {
        this.entries = new TreeMap<>();
        entries.forEach(entry -> this.entries.put(entry.path(), entry));
        if (this.entries.size() != entries.size()) {
            throw new IllegalArgumentException("a path stands twice in a manifest");
        }
    }

    public Collection<FileEntry> entries() {
        return entries.values();
    }

    /** Null if there is no such entry. */
    public FileEntry entry(FilePath path) {
        return entries.get(path);
    }

    public long files() {
        return entries.values().stream().filter(FileEntry::isFile).count();
    }

    public long bytes() {
        return entries.values().stream().mapToLong(entry -> entry.stat().size()).sum();
    }

    public VersionDigest version() {
        return VersionDigest.of(entries.values());
    }

    /** The packs that hold its chunks and their bases. */
    public Set<PackId> packs() {
        var packs = new LinkedHashSet<PackId>();
        for (FileEntry entry : entries.values()) {
            for (ChunkRef ref : entry.chunks()) {
                StoredChunk chunk = ref.chunk();
                packs.add(chunk.pack());
                if (chunk.base() != null) {
                    packs.add(chunk.base().pack());
                }
            }
        }
        return packs;
    }

    /** The pages as bytes, each well under 4 MiB. */
    public List<byte[]> pages() {
        var pages = new ArrayList<byte[]>();
        var open = new ArrayList<ManifestPage.Part>();
        int size = 0;
        for (FileEntry entry : entries.values()) {
            for (ManifestPage.Part part : parts(entry)) {
                open.add(part);
                size += estimate(part);
                if (endsPage(part) || size >= FULL_PAGE) {
                    pages.add(ManifestPage.write(open));
                    open.clear();
                    size = 0;
                }
            }
        }
        if (!open.isEmpty()) {
            pages.add(ManifestPage.write(open));
        }
        return pages;
    }

    private static int estimate(ManifestPage.Part part) {
        FileStat stat = part.stat();
        return 100
                + stat.path().bytes().length
                + stat.target().length()
                + CHUNK_BYTES * part.chunks().size();
    }

    private static boolean endsPage(ManifestPage.Part part) {
        // The upper bits of the product: the lower ones of like names, such as numbered ones, are too much alike.
        return !part.last() || part.stat().path().hashCode() * 0x9E3779B9 >>> 32 - PAGE_BITS == 0;
    }

    private static List<ManifestPage.Part> parts(FileEntry entry) {
        var parts = new ArrayList<ManifestPage.Part>();
        int count = entry.chunks().size();
        int from = 0;
        do {
            int to = Math.min(count, from + PART_CHUNKS);
            parts.add(new ManifestPage.Part(
                    entry.stat(), entry.digest(), entry.chunks().subList(from, to), from == 0, to == count));
            from = to;
        } while (from < count);
        return parts;
    }

    /** @throws Corrupt if the pages do not make up a manifest */
    static Manifest read(List<byte[]> pages, String what) {
        Map<FilePath, FileEntry> entries = new LinkedHashMap<>();
        ManifestPage.Part open = null;
        var chunks = new ArrayList<ChunkRef>();
        for (byte[] page : pages) {
            for (ManifestPage.Part part : ManifestPage.read(page, what)) {
                boolean continues = open != null && !part.first() && samePath(open, part);
                if (part.first() == (open != null) || (!part.first() && !continues)) {
                    throw new Corrupt(
                            what + " is corrupt: the parts of " + part.stat().path() + " are not in order");
                }
                open = part.first() ? part : open;
                chunks.addAll(part.chunks());
                if (part.last()) {
                    FileEntry entry = entry(open, chunks, what);
                    if (entries.put(entry.path(), entry) != null) {
                        throw new Corrupt(what + " is corrupt: " + entry.path() + " stands in it twice");
                    }
                    open = null;
                    chunks.clear();
                }
            }
        }
        if (open != null) {
            throw new Corrupt(what + " is corrupt: its last entry is cut off");
        }
        entries.keySet().forEach(path -> refuseBelowFile(path, entries, what));
        return new Manifest(entries.values());
    }

    // A restore that wrote "a/b" through a symlink "a" would write outside the model's directory.
    private static void refuseBelowFile(FilePath path, Map<FilePath, FileEntry> entries, String what) {
        byte[] bytes = path.bytes();
        for (int i = 0; i < bytes.length; i++) {
            FileEntry above = bytes[i] == '/' ? entries.get(FilePath.ofBytes(Arrays.copyOf(bytes, i))) : null;
            if (above != null && above.stat().kind() != FileStat.Kind.DIRECTORY) {
                throw new Corrupt(
                        what + " is corrupt: " + path + " lies below " + above.path() + ", which is no directory");
            }
        }
    }

    private static boolean samePath(ManifestPage.Part open, ManifestPage.Part part) {
        return open.stat().path().equals(part.stat().path());
    }

    private static FileEntry entry(ManifestPage.Part open, List<ChunkRef> chunks, String what) {
        try {
            return new FileEntry(open.stat(), open.digest(), List.copyOf(chunks));
        } catch (IllegalArgumentException e) {
            throw new Corrupt(what + " is corrupt: " + e.getMessage(), "", e);
        }
    }
}
