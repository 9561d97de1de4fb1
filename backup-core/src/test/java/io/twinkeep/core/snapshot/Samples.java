package io.twinkeep.core.snapshot;

import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.pack.StoredChunk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Manifest entries made up from a seed. */
final class Samples {
    private final SplittableRandom random;
    private final List<PackId> packs = new ArrayList<>();

    Samples(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            packs.add(PackId.random(random));
        }
    }

    /** Entries with odd names, of every kind; a file now and then has chunks for several parts. */
    Manifest anyManifest(int entries) {
        var byPath = new TreeMap<FilePath, FileEntry>();
        while (byPath.size() < entries) {
            FileEntry entry = anyEntry();
            byPath.putIfAbsent(entry.path(), entry);
        }
        return new Manifest(byPath.values());
    }

    private FileEntry anyEntry() {
        // Only directories are named "d…", so that nothing lies below a file.
        FilePath path = FilePath.ofBytes(anyName('f'));
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            path = FilePath.ofBytes(anyName('d')).resolve(path.bytes());
        }
        return switch (random.nextInt(8)) {
            case 0 ->
                new FileEntry(stat(path, FileStat.Kind.SYMLINK, 0, "../\u00ff\n" + random.nextInt()), null, List.of());
            case 1 ->
                new FileEntry(stat(FilePath.ofBytes(anyName('d')), FileStat.Kind.DIRECTORY, 0, ""), null, List.of());
            case 2 -> file(path, List.of());
            case 3 -> file(path, chunks(random.nextInt(20) == 0 ? 1020 + random.nextInt(1100) : random.nextInt(30)));
            default -> file(path, chunks(1));
        };
    }

    private byte[] anyName(char first) {
        byte[] name = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 255 : 12)];
        random.nextBytes(name);
        for (int i = 0; i < name.length; i++) {
            name[i] = name[i] == 0 || name[i] == '/' ? (byte) '\n' : name[i];
        }
        name[0] = (byte) first;
        return name;
    }

    /** A file of one chunk, at a path as models have them. */
    FileEntry plainFile(int number) {
        return file(FilePath.of("folder-%03d/image-%06d.png".formatted(number / 1000, number)), chunks(1));
    }

    FileEntry file(FilePath path, List<ChunkRef> chunks) {
        long size = chunks.stream().mapToLong(ref -> ref.chunk().rawLength()).sum();
        return new FileEntry(stat(path, FileStat.Kind.FILE, size, ""), digest(), chunks);
    }

    private FileStat stat(FilePath path, FileStat.Kind kind, long size, String target) {
        int mode = random.nextInt(-1, 010000);
        return new FileStat(path, kind, size, mode, random.nextLong(), random.nextLong(), random.nextLong(), target);
    }

    List<ChunkRef> chunks(int count) {
        var chunks = new ArrayList<ChunkRef>();
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(1 << 22);
            StoredChunk base = random.nextInt(3) == 0 ? chunk(length, null) : null;
            chunks.add(new ChunkRef(chunk(length, base), random.nextLong()));
        }
        return chunks;
    }

    private StoredChunk chunk(int length, StoredChunk base) {
        PackId pack = packs.get(random.nextInt(packs.size()));
        return new StoredChunk(digest(), length, pack, random.nextInt(1 << 26), random.nextInt(1 << 22), base);
    }

    Sha256 digest() {
        return Sha256.of(Token.random(random).toString().getBytes(StandardCharsets.US_ASCII));
    }
}
