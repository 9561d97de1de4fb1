package io.twinkeep.core.snapshot;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.pack.PackBuilder;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.SealedPack;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.tensor.ElementType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Commits manifests that no honest writer makes, with all the rights of a key holder. */
public final class HostileSnapshots {
    /** Stands in a name for what {@link FilePath} would refuse; its length stays the same. */
    public record Name(String written, String meant) {}

    private final Repository repository;
    private final RandomGenerator random;

    public HostileSnapshots(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.random = random;
    }

    /** A snapshot of these files, and of a symlink if one is named. */
    public void commit(ModelName model, List<Name> files, String symlink, String symlinkTarget) {
        DataKey key = repository.keys().newest();
        var origin = new PackOrigin(repository.id(), model, SetId.FIRST, key);
        var builder = new PackBuilder(
                origin,
                PackId.random(random),
                new byte[PackBuilder.minimumBuffer()],
                Codecs.create(),
                Codecs.create(),
                new PackBuilder.Scratch());
        byte[] content = "hostile".getBytes(StandardCharsets.US_ASCII);
        StoredChunk chunk = store(builder, content);
        List<FileEntry> entries = entries(files, content, chunk, symlink, symlinkTarget);
        byte[] page = page(entries);
        files.stream().filter(name -> !name.written().equals(name.meant())).forEach(name -> replace(page, name));
        StoredChunk stored = store(builder, page);
        SealedPack pack = builder.seal();
        repository.store().put(Layout.pack(model, SetId.FIRST, pack.ref().id()), pack.body());
        var body = new SnapshotBody(VersionDigest.of(entries), files.size(), 7, new TreeMap<>(), List.of(stored));
        var draft = new SetStore.Draft(RunId.random(random), key, Instant.now(), List.of(pack.ref()), body);
        var sets = new SetStore(repository, random);
        sets.commit(sets.read(model, SetId.FIRST), draft);
    }

    private static StoredChunk store(PackBuilder builder, byte[] bytes) {
        return builder.add(new PackBuilder.Source(
                new ChunkDigests(builder.origin().key()).of(bytes),
                bytes,
                bytes.length,
                ElementType.OPAQUE,
                null,
                null));
    }

    private static List<FileEntry> entries(
            List<Name> files, byte[] content, StoredChunk chunk, String symlink, String symlinkTarget) {
        var entries = new ArrayList<FileEntry>();
        if (symlink != null) {
            var stat = new FileStat(FilePath.of(symlink), FileStat.Kind.SYMLINK, 0, 0777, 1, 1, 1, symlinkTarget);
            entries.add(new FileEntry(stat, null, List.of()));
        }
        for (Name name : files) {
            var stat = new FileStat(FilePath.of(name.written()), FileStat.Kind.FILE, content.length, 0644, 1, 1, 1, "");
            entries.add(new FileEntry(stat, Sha256.of(content), List.of(new ChunkRef(chunk, 0))));
        }
        return entries;
    }

    private static byte[] page(List<FileEntry> entries) {
        return ManifestPage.write(entries.stream()
                .map(entry -> new ManifestPage.Part(entry.stat(), entry.digest(), entry.chunks(), true, true))
                .toList());
    }

    private static void replace(byte[] page, Name name) {
        byte[] written = name.written().getBytes(StandardCharsets.ISO_8859_1);
        byte[] meant = name.meant().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i + written.length <= page.length; i++) {
            if (java.util.Arrays.equals(page, i, i + written.length, written, 0, written.length)) {
                System.arraycopy(meant, 0, page, i, meant.length);
                return;
            }
        }
        throw new IllegalStateException("the page does not hold " + name.written());
    }
}
