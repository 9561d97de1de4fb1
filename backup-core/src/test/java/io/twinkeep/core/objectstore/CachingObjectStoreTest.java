package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CachingObjectStoreTest extends ObjectStoreContract {
    private static final ObjectKey PACK = key("models/m/1-1/packs/0123");
    private static final int SIZE = 3 << 20;

    @TempDir
    Path folder;

    private final MeteredObjectStore origin = new MeteredObjectStore(new MemoryObjectStore(), System::nanoTime);
    private final byte[] content = content(SIZE, 1);

    @Override
    protected ObjectStore emptyStore() {
        return cached(1L << 30);
    }

    private CachingObjectStore cached(long limit) {
        var cache = new LocalCache(folder.resolve("cache"), limit);
        return new CachingObjectStore(origin, cache, key -> key.value().contains("packs/"));
    }

    private static byte[] content(int length, int seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder.resolve("cache"))) {
            return List.of();
        }
        try (var files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    private long down() {
        return origin.meters().bytesDown();
    }

    private void assertReads(ObjectStore store) {
        var random = new Random(5);
        for (int i = 0; i < 50; i++) {
            int offset = random.nextInt(SIZE);
            int length = 1 + random.nextInt(Math.min(SIZE - offset, 200_000));
            assertThat(store.get(PACK, new ByteRange(offset, length)))
                    .isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
        }
        assertThat(store.get(PACK, new ByteRange(0, SIZE))).isEqualTo(content);
    }

    @Test
    void whatWasWrittenIsReadWithoutTheStore() {
        cached(1 << 30).put(PACK, ObjectBody.of(content));

        assertReads(cached(1 << 30));
        assertThat(down()).isZero();
    }

    @Test
    void whatIsNotHereIsFetchedOnceAndKept() throws IOException {
        origin.put(PACK, ObjectBody.of(content));
        ObjectStore store = cached(1 << 30);

        Parallel.forEach(4, Collections.nCopies(8, PACK), key -> store.get(key, new ByteRange(5, 2 << 20)));
        assertReads(cached(1 << 30));

        assertThat(down()).isEqualTo(SIZE);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aSingleSmallStretchDoesNotFetchAll() {
        origin.put(PACK, ObjectBody.of(content));
        ObjectStore store = cached(1 << 30);

        store.get(PACK, new ByteRange(7, 100));
        assertThat(down()).isEqualTo(100);
        store.get(PACK, new ByteRange(700, 100));
        assertThat(down()).isEqualTo(100 + SIZE);
    }

    @Test
    void anyDamageInTheCacheIsFetchedAgain() throws IOException {
        cached(1 << 30).put(PACK, ObjectBody.of(content));
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        var random = new Random(9);
        for (int i = 0; i < 60; i++) {
            byte[] bad = i % 3 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            if (i % 3 != 0) {
                int near = i % 3 == 1 ? random.nextInt(bad.length) : bad.length - 1 - random.nextInt(220);
                bad[near] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bad);
            assertThat(cached(1 << 30).get(PACK, new ByteRange(0, SIZE))).isEqualTo(content);
        }
    }

    @Test
    void theWholeCacheMayGoAtAnyMoment() throws IOException {
        ObjectStore store = cached(1 << 30);
        store.put(PACK, ObjectBody.of(content));
        assertReads(store);
        for (Path file : files()) {
            Files.delete(file);
        }
        assertReads(store);
        for (Path file : files()) {
            Files.delete(file);
        }
        Files.delete(folder.resolve("cache"));
        assertReads(store);
    }

    @Test
    void whatTheStoreLostIsNotThere() {
        ObjectStore store = cached(1 << 30);
        store.put(PACK, ObjectBody.of(content));
        origin.delete(PACK);

        assertThat(store.find(PACK)).isEmpty();
        assertThat(store.list(key("models"))).isEmpty();
        assertThatThrownBy(() -> store.get(PACK, 1 << 30)).isInstanceOf(Missing.class);
        store.delete(PACK);
        assertThatThrownBy(() -> store.get(PACK, new ByteRange(0, 10))).isInstanceOf(Missing.class);
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        ObjectStore store = cached(11 << 20);
        for (int i = 0; i < 3; i++) {
            store.put(key("packs/" + i), ObjectBody.of(content));
            Files.setLastModifiedTime(newest(), FileTime.fromMillis(1000 + i));
        }
        var other = cached(11 << 20);
        other.get(key("packs/0"), new ByteRange(0, 10));
        other.put(key("packs/3"), ObjectBody.of(content));

        long before = down();
        other.get(key("packs/0"), new ByteRange(0, 10));
        other.get(key("packs/2"), new ByteRange(0, 10));
        other.get(key("packs/3"), new ByteRange(0, 10));
        assertThat(down()).isEqualTo(before);
        other.get(key("packs/1"), new ByteRange(0, 10));
        assertThat(down()).isEqualTo(before + 10);
    }

    private Path newest() throws IOException {
        return files().stream()
                .max((a, b) ->
                        Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                .orElseThrow();
    }

    @Test
    void aFolderThatCanNotBeMadeOnlyMeansNoCache() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        var cache = new LocalCache(folder.resolve("file/cache"), 1 << 30);
        var store = new CachingObjectStore(origin, cache, key -> true);

        store.put(PACK, ObjectBody.of(content));
        assertReads(store);
        // No whole objects are fetched for a cache that can't keep them.
        long before = down();
        store.get(PACK, new ByteRange(3, 2 << 20));
        assertThat(down() - before).isEqualTo(2 << 20);
    }

    @Test
    void nobodyElseCanReadIt() throws IOException {
        cached(1 << 30).put(PACK, ObjectBody.of(content));
        assertThat(Files.getPosixFilePermissions(files().getFirst())).hasSize(2);
        assertThat(Files.getPosixFilePermissions(folder.resolve("cache"))).hasSize(3);
    }
}
