package io.twinkeep.core.snapshot;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.pack.StoredChunk;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some consecutive parts of a manifest as bytes (FORMAT.md, "Manifest pages"). A part is an entry with its first
 * chunks, or further chunks of the entry before it.
 */
final class ManifestPage {
    /** An entry's part: {@code first} tells that it starts the entry, {@code last} that no part follows. */
    record Part(FileStat stat, Sha256 digest, List<ChunkRef> chunks, boolean first, boolean last) {}

    private static final int FIRST = 1;
    private static final int LAST = 2;
    private static final int WITH_BASE = 1;
    private static final int MAX_MODE = 07777;

    private ManifestPage() {}

    static byte[] write(List<Part> parts) {
        Map<PackId, Integer> packs = new LinkedHashMap<>();
        var body = new BinaryWriter();
        byte[] previous = new byte[0];
        for (Part part : parts) {
            previous = writePart(body, part, previous, packs);
        }
        var page = new BinaryWriter().count(packs.size());
        packs.keySet()
                .forEach(pack -> page.i64(pack.token().high()).i64(pack.token().low()));
        return page.count(parts.size()).raw(body.bytes()).bytes();
    }

    private static byte[] writePart(BinaryWriter out, Part part, byte[] previous, Map<PackId, Integer> packs) {
        FileStat stat = part.stat();
        refuseUnreadable(stat);
        byte[] path = stat.path().bytes();
        int shared = Math.max(0, Arrays.mismatch(path, previous));
        if (Arrays.equals(path, previous)) {
            shared = path.length;
        }
        out.u8((part.first() ? FIRST : 0)
                | (part.last() ? LAST : 0)
                | stat.kind().ordinal() << 4);
        out.count(shared).sized(Arrays.copyOfRange(path, shared, path.length));
        if (part.first()) {
            out.count(stat.size()).count(stat.mode() + 1L).i64(stat.modified());
            out.i64(stat.changed()).i64(stat.inode()).sized(stat.target().getBytes(StandardCharsets.ISO_8859_1));
            if (part.digest() != null) {
                out.raw(part.digest().bytes());
            }
        }
        out.count(part.chunks().size());
        part.chunks().forEach(ref -> writeChunk(out, ref, packs));
        return path;
    }

    // What a reader would not take must not be committed.
    private static void refuseUnreadable(FileStat stat) {
        if (stat.mode() < -1 || stat.mode() > MAX_MODE || stat.target().chars().anyMatch(letter -> letter > 0xff)) {
            throw new IllegalArgumentException("mode or target of " + stat.path() + " can't be stored");
        }
    }

    private static void writeChunk(BinaryWriter out, ChunkRef ref, Map<PackId, Integer> packs) {
        StoredChunk base = ref.chunk().base();
        out.u8(base == null ? 0 : WITH_BASE).i64(ref.role());
        writeStored(out, ref.chunk(), packs);
        if (base != null) {
            writeStored(out, base, packs);
        }
    }

    private static void writeStored(BinaryWriter out, StoredChunk chunk, Map<PackId, Integer> packs) {
        int pack = packs.computeIfAbsent(chunk.pack(), ignored -> packs.size());
        out.raw(chunk.digest().bytes()).count(chunk.rawLength());
        out.count(pack).count(chunk.offset()).count(chunk.length());
    }

    static List<Part> read(byte[] page, String what) {
        try {
            var in = new BinaryReader(page);
            var packs = new ArrayList<PackId>();
            for (long i = in.count(); i > 0; i--) {
                packs.add(new PackId(in.token()));
            }
            var parts = new ArrayList<Part>();
            byte[] previous = new byte[0];
            for (long i = in.count(); i > 0; i--) {
                Part part = readPart(in, previous, packs);
                parts.add(part);
                previous = part.stat().path().bytes();
            }
            in.end();
            return parts;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Corrupt(what + " is corrupt: " + e.getMessage(), "", e);
        }
    }

    private static Part readPart(BinaryReader in, byte[] previous, List<PackId> packs) {
        int flags = in.u8();
        boolean first = (flags & FIRST) != 0;
        var kind = FileStat.Kind.values()[flags >> 4];
        byte[] head = Arrays.copyOf(previous, in.smallCount(previous.length));
        byte[] tail = in.sized();
        byte[] bytes = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, bytes, head.length, tail.length);
        FilePath path = FilePath.ofBytes(bytes);
        FileStat stat = first
                ? new FileStat(
                        path,
                        kind,
                        in.count(),
                        in.smallCount(MAX_MODE + 1) - 1,
                        in.i64(),
                        in.i64(),
                        in.i64(),
                        new String(in.sized(), StandardCharsets.ISO_8859_1))
                : new FileStat(path, kind, 0, -1, 0, 0, 0, "");
        Sha256 digest = first && kind == FileStat.Kind.FILE ? in.sha256() : null;
        var chunks = new ArrayList<ChunkRef>();
        for (long i = in.count(); i > 0; i--) {
            int withBase = in.u8();
            long role = in.i64();
            StoredChunk alone = readStored(in, packs);
            StoredChunk base = withBase == WITH_BASE ? readStored(in, packs) : null;
            chunks.add(new ChunkRef(withBase(alone, base), role));
        }
        return new Part(stat, digest, chunks, first, (flags & LAST) != 0);
    }

    private static StoredChunk withBase(StoredChunk chunk, StoredChunk base) {
        return new StoredChunk(chunk.digest(), chunk.rawLength(), chunk.pack(), chunk.offset(), chunk.length(), base);
    }

    private static StoredChunk readStored(BinaryReader in, List<PackId> packs) {
        Sha256 digest = in.sha256();
        int rawLength = in.smallCount(Integer.MAX_VALUE);
        PackId pack = packs.get(in.smallCount(Integer.MAX_VALUE));
        int offset = in.smallCount(Integer.MAX_VALUE);
        return new StoredChunk(digest, rawLength, pack, offset, in.smallCount(Integer.MAX_VALUE), null);
    }
}
