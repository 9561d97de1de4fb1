package io.twinkeep.core.golden;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.Passphrase;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.pack.PackBuilder;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.PlainCodec;
import io.twinkeep.core.pack.SealedPack;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.ChunkRef;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SnapshotBody;
import io.twinkeep.core.tensor.ElementType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A small repository, the same at every run: two snapshots, a pin, its release and the closed marker, an output and a
 * segment of records. {@code main} writes
 * it to the folder that is named, which a new format version, and nothing else, is a reason to do.
 */
final class GoldenRepository {
    static final ModelName MODEL = new ModelName("z-image-turbo");
    static final Passphrase PHRASE = new Passphrase("correct horse battery staple");
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final byte[] FIRST = weightsOf("Monday");
    static final byte[] SECOND = weightsOf("Friday");

    static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    static final byte[] SMALL = "an image".getBytes(StandardCharsets.US_ASCII);
    static final AliasMove MOVE = new AliasMove(
            PromotionId.parse("00112233445566778899aabbccddeeff"),
            MODEL,
            "production",
            1,
            Sha256.of(FIRST),
            1,
            NOW,
            "ops",
            "");

    final MemoryObjectStore store = new MemoryObjectStore(InstantSource.fixed(NOW));
    final KeyFile key;
    final PromotionId promotion;

    private final SplittableRandom random = new SplittableRandom(20260301);
    private final Repository repository;
    private final SetStore sets;

    GoldenRepository() {
        var config = new RepositoryConfig(RepositoryId.random(random), NOW, RepositoryConfig.Writers.MANY, 30);
        key = KeyFile.generate(config.id(), random);
        repository = Repository.create(store, config, key, "the golden key", random);
        var shelf = new KeyShelf(store);
        shelf.add(repository.keys(), PHRASE, "the golden phrase", NOW, random);
        shelf.copyInto(MODEL, SetId.FIRST, repository.keys().newest().id());
        sets = new SetStore(repository, random);
        promotion = PromotionId.random(random);
        fillSet();
        var description = new Output.Description(FilePath.of("größer/1.png"), "image/png", NOW.plusNanos(5));
        new OutputStore(repository, random).put(DAY, description, () -> new ByteArrayInputStream(SMALL));
        new RecordLog(repository, random).append(List.of(MOVE));
    }

    private static byte[] weightsOf(String day) {
        return (day + "'s weights" + ", and some more of them".repeat(40)).getBytes(StandardCharsets.US_ASCII);
    }

    private void fillSet() {
        var full = new ArrayList<PackRef>();
        StoredChunk monday = commit(FIRST, null, null, full);
        sets.pin(sets.read(MODEL, SetId.FIRST), promotion, RunId.random(random));
        commit(SECOND, monday, FIRST, full);
        sets.release(sets.read(MODEL, SetId.FIRST), promotion, RunId.random(random));
        sets.close(sets.read(MODEL, SetId.FIRST), RunId.random(random));
    }

    private StoredChunk commit(byte[] weights, StoredChunk base, byte[] baseBytes, List<PackRef> packs) {
        PackBuilder builder = builder();
        StoredChunk chunk = add(builder, weights, base, baseBytes);
        Manifest manifest = manifest(weights, chunk);
        List<StoredChunk> pages = manifest.pages().stream()
                .map(page -> add(builder, page, null, null))
                .toList();
        SealedPack pack = builder.seal();
        store.put(Layout.pack(MODEL, SetId.FIRST, pack.ref().id()), pack.body());
        packs.add(pack.ref());
        var tags = new TreeMap<>(Map.of("note", "größer"));
        var body = new SnapshotBody(manifest.version(), manifest.files(), manifest.bytes(), tags, pages);
        var draft = new SetStore.Draft(
                RunId.random(random), repository.keys().newest(), NOW.plusMillis(1), List.copyOf(packs), body);
        sets.commit(sets.read(MODEL, SetId.FIRST), draft);
        return chunk;
    }

    static Manifest manifest(byte[] weights, StoredChunk chunk) {
        var link = stat("latest", FileStat.Kind.SYMLINK, 0, "transformer/model.safetensors");
        return new Manifest(List.of(
                new FileEntry(stat("transformer", FileStat.Kind.DIRECTORY, 0, ""), null, List.of()),
                new FileEntry(
                        stat("transformer/model.safetensors", FileStat.Kind.FILE, weights.length, ""),
                        Sha256.of(weights),
                        List.of(new ChunkRef(chunk, 0x0123456789abcdefL))),
                new FileEntry(stat("transformer/empty", FileStat.Kind.FILE, 0, ""), Sha256.of(new byte[0]), List.of()),
                new FileEntry(link, null, List.of())));
    }

    private static FileStat stat(String path, FileStat.Kind kind, long size, String target) {
        return new FileStat(FilePath.of(path), kind, size, 0640, 1_772_359_200_123_456_789L, 7, 42, target);
    }

    private PackBuilder builder() {
        var origin = new PackOrigin(
                repository.id(), MODEL, SetId.FIRST, repository.keys().newest());
        return new PackBuilder(
                origin,
                PackId.random(random),
                new byte[PackBuilder.minimumBuffer()],
                new PlainCodec(),
                new PlainCodec(),
                new PackBuilder.Scratch());
    }

    private static StoredChunk add(PackBuilder builder, byte[] raw, StoredChunk base, byte[] baseBytes) {
        return builder.add(new PackBuilder.Source(
                new ChunkDigests(builder.origin().key()).of(raw),
                raw,
                raw.length,
                ElementType.OPAQUE,
                base,
                baseBytes));
    }

    /** All objects of the store. */
    Map<String, byte[]> objects() {
        var objects = new TreeMap<String, byte[]>();
        for (String folder : List.of("keys", "models", "outputs", "records")) {
            try (var listed = store.list(new ObjectKey(folder))) {
                listed.forEach(info -> objects.put(info.key().value(), store.get(info.key(), 1 << 20)));
            }
        }
        objects.put("repository.json", store.get(Layout.REPOSITORY, 1 << 20));
        return objects;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        var golden = new GoldenRepository();
        for (var object : golden.objects().entrySet()) {
            Path file = folder.resolve("repository").resolve(object.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
        Files.writeString(folder.resolve("backup.key"), "# The key of a test.\n" + golden.key.line() + "\n");
    }
}
