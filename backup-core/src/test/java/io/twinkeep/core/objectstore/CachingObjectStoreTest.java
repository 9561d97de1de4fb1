package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.CachingObjectStore.Filling;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CachingObjectStoreTest extends ObjectStoreContract {
    private static final String NAME = "0123456789abcdef0123456789abcdef";
    private static final int BODY = 1 << 20;

    @TempDir
    Path root;

    private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
    private final List<String> notes = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-20T03:00:00Z");

    /** Everything is kept, also what no rule in the product would keep: the contract holds for it all the same. */
    private static class Everything implements CacheRule {
        @Override
        public boolean covers(ObjectKey key) {
            return true;
        }

        @Override
        public boolean isWhole(byte[] object) {
            return true;
        }
    }

    @Override
    protected ObjectStore emptyStore() {
        return run(Filling.ON_READ);
    }

    private CachingObjectStore run(Filling filling) {
        return run(filling, CachePlace.DEFAULT_BYTES, 0);
    }

    /** A day later than the run before. */
    private CachingObjectStore run(Filling filling, long maxBytes, int keepFreePercent) {
        now = now.plusSeconds(86_400);
        var settings = new CachePlace(root.resolve("caches"), NAME, maxBytes, keepFreePercent);
        var cache = new ObjectCache(settings, InstantSource.fixed(now), notes::add);
        return new CachingObjectStore(store, cache, new Everything(), filling);
    }

    private static byte[] body(int seed) {
        byte[] bytes = new byte[BODY];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] part(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private int gets() {
        return store.calls(Verb.GET);
    }

    @Test
    void whatWasPutIsReadWithoutTheStoreAlsoByTheNextRun() {
        run(Filling.NEVER).put(key("a"), ObjectBody.of(body(1)));

        var next = run(Filling.NEVER);

        assertThat(next.get(key("a"), BODY)).isEqualTo(body(1));
        for (int[] range : new int[][] {{0, 1}, {65_535, 2}, {65_536, 65_536}, {1_000, 500_000}, {BODY - 1, 1}}) {
            assertThat(next.get(key("a"), new ByteRange(range[0], range[1])))
                    .isEqualTo(part(body(1), range[0], range[1]));
        }
        assertThat(gets()).isZero();
        assertThat(next.bytesFromCache()).isEqualTo(BODY + 1 + 2 + 65_536 + 500_000 + 1);
    }

    @Test
    void whatCouldNotBePutIsNotKept() throws IOException {
        store.failNext(Verb.PUT, new Unavailable("503"));

        assertThatThrownBy(() -> run(Filling.ON_READ).put(key("a"), ObjectBody.of("x")))
                .isInstanceOf(Unavailable.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void whetherAnObjectIsThereOnlyTheStoreTells() {
        var caching = run(Filling.ON_READ);
        caching.put(key("packs/a"), ObjectBody.of(body(1)));
        store.delete(key("packs/a"));

        assertThat(caching.find(key("packs/a"))).isEmpty();
        try (var objects = caching.list(key("packs"))) {
            assertThat(objects).isEmpty();
        }
    }

    @Test
    void anObjectDeletedHereIsNotReadAnyMore() {
        var caching = run(Filling.ON_READ);
        caching.put(key("a"), ObjectBody.of(body(1)));
        caching.delete(key("a"));

        assertThatThrownBy(() -> caching.get(key("a"), BODY)).isInstanceOf(Missing.class);
    }

    @Test
    void whateverBitOfACopyIsFlippedTheStoreIsAskedAgain() throws IOException {
        byte[] small = part(body(1), 0, 200_000);
        run(Filling.NEVER).put(key("a"), ObjectBody.of(small));
        byte[] good = Files.readAllBytes(files().getFirst());
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            // Every other round hits the checksums at the end.
            int at = round % 2 == 0 ? random.nextInt(good.length) : good.length - 1 - random.nextInt(24);
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            run(Filling.NEVER).put(key("a"), ObjectBody.of(small));
            Files.write(files().getFirst(), bad);
            store.forgetCalls();

            assertThat(run(Filling.NEVER).get(key("a"), small.length))
                    .as("byte %d", at)
                    .isEqualTo(small);
            assertThat(gets()).as("byte %d", at).isOne();
            assertThat(files()).as("the damaged copy is removed").isEmpty();
        }
    }

    @Test
    void aCopyOfAnyOtherLengthIsNoCopy() throws IOException {
        byte[] small = part(body(1), 0, 70_000);
        run(Filling.NEVER).put(key("a"), ObjectBody.of(small));
        byte[] good = Files.readAllBytes(files().getFirst());
        for (int length : new int[] {0, 1, 7, 8, 12, 65_536, 65_548, good.length - 1, good.length + 1, 300_000}) {
            run(Filling.NEVER).put(key("a"), ObjectBody.of(small));
            Files.write(files().getFirst(), Arrays.copyOf(good, length));

            assertThat(run(Filling.NEVER).get(key("a"), new ByteRange(3, 60_000)))
                    .as("%d bytes", length)
                    .isEqualTo(part(small, 3, 60_000));
        }
    }

    @Test
    void aCopyUnderAnotherNameIsNoCopy() throws IOException {
        var caching = run(Filling.NEVER);
        caching.put(key("a"), ObjectBody.of(body(1)));
        Path a = files().getFirst();
        caching.put(key("b"), ObjectBody.of(body(2)));
        Path b = files().stream().filter(file -> !file.equals(a)).findFirst().orElseThrow();
        Files.copy(a, b, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(run(Filling.NEVER).get(key("b"), BODY)).isEqualTo(body(2));
    }

    @Test
    void anObjectThatIsReadInEarnestIsFetchedOnceByAllThreads() {
        store.put(key("a"), ObjectBody.of(body(1)));
        var caching = run(Filling.ON_READ);

        Parallel.forEach(8, IntStream.range(0, 3).boxed().toList(), nth -> {
            byte[] read = caching.get(key("a"), new ByteRange(nth * 300_000L, 300_000));
            assertThat(read).isEqualTo(part(body(1), nth * 300_000, 300_000));
        });

        assertThat(gets()).isOne();
    }

    @Test
    void aLookAtAnEndFetchesThatEndOnly() throws IOException {
        store.put(key("a"), ObjectBody.of(body(1)));

        run(Filling.ON_READ).get(key("a"), new ByteRange(BODY - 1_000, 1_000));

        assertThat(files()).isEmpty();
    }

    @Test
    void whoReadsOnceFillsNothing() throws IOException {
        store.put(key("a"), ObjectBody.of(body(1)));
        var caching = run(Filling.NEVER);

        caching.get(key("a"), new ByteRange(0, 900_000));
        caching.get(key("a"), BODY);

        assertThat(files()).isEmpty();
    }

    @Test
    void anObjectThatCameDamagedFromTheStoreIsNotKept() throws IOException {
        store.put(key("a"), ObjectBody.of(body(1)));
        var settings = new CachePlace(root, NAME, CachePlace.DEFAULT_BYTES, 0);
        var rule = new Everything() {
            @Override
            public boolean isWhole(byte[] object) {
                return Arrays.equals(object, body(1));
            }
        };
        var cache = new ObjectCache(settings, InstantSource.system(), notes::add);
        store.flipBitOfGet(1);

        byte[] damaged = new CachingObjectStore(store, cache, rule, Filling.ON_READ).get(key("a"), BODY);

        assertThat(damaged).isNotEqualTo(body(1));
        assertThat(files()).isEmpty();
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            run(Filling.NEVER, 4L * BODY, 0).put(key(name), ObjectBody.of(body(1)));
        }
        run(Filling.NEVER, 4L * BODY, 0).get(key("a"), 2 * BODY);

        run(Filling.NEVER, 3L * BODY + 3_000, 0).put(key("d"), ObjectBody.of(body(4)));

        var reader = run(Filling.NEVER);
        for (String name : List.of("a", "c", "d")) {
            reader.get(key(name), BODY);
        }
        assertThat(gets()).as("b is the one that went").isZero();
        reader.get(key("b"), BODY);
        assertThat(gets()).isOne();
    }

    @Test
    void aRunThatReadsMoreThanFitsFindsTheSamePartEachDay() throws IOException {
        var names = IntStream.range(0, 10).mapToObj(nth -> key("p" + nth)).toList();
        names.forEach(name -> store.put(name, ObjectBody.of(body(1))));
        for (int day = 1; day <= 4; day++) {
            store.forgetCalls();
            var caching = run(Filling.ON_READ, 5L * BODY, 0);

            names.forEach(name -> caching.get(name, new ByteRange(0, 500_000)));

            assertThat(files()).hasSize(4);
            assertThat(gets()).as("day %d", day).isEqualTo(day == 1 ? 10 : 6);
        }
    }

    @Test
    void theLimitHoldsForAllRepositoriesTogether() throws IOException {
        run(Filling.NEVER, 3L * BODY, 0).put(key("a"), ObjectBody.of(body(1)));
        var settings = new CachePlace(root.resolve("caches"), NAME.replace('0', 'f'), BODY + 3_000L, 0);
        var other = new ObjectCache(settings, InstantSource.fixed(now.plusSeconds(86_400)), notes::add);

        new CachingObjectStore(store, other, new Everything(), Filling.NEVER).put(key("b"), ObjectBody.of(body(2)));

        assertThat(files()).hasSize(1).allMatch(file -> file.toString().contains("f123"));
    }

    @Test
    void aDiskWithoutRoomIsLeftAlone() throws IOException {
        var caching = run(Filling.ON_READ, CachePlace.DEFAULT_BYTES, 100);

        caching.put(key("a"), ObjectBody.of(body(1)));

        assertThat(caching.get(key("a"), new ByteRange(0, 900_000))).isEqualTo(part(body(1), 0, 900_000));
        assertThat(files()).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void aCacheThatCanNotBeWrittenIsToldOnceAndDoesNoHarm() throws IOException {
        Files.writeString(root.resolve("caches"), "a file where the folder should be");
        var caching = run(Filling.ON_READ);

        caching.put(key("a"), ObjectBody.of(body(1)));
        caching.put(key("b"), ObjectBody.of(body(2)));

        assertThat(caching.get(key("b"), BODY)).isEqualTo(body(2));
        assertThat(notes).singleElement().asString().contains("caches");
    }

    @Test
    void theCacheMayBeDeletedAtAnyMoment() throws IOException {
        var caching = run(Filling.ON_READ);
        for (int round = 0; round < 3; round++) {
            caching.put(key("a"), ObjectBody.of(body(round)));
            deleteAll();
            assertThat(caching.get(key("a"), BODY)).isEqualTo(body(round));
        }
        assertThat(notes).isEmpty();
    }

    private void deleteAll() throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(root)) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void twoProcessesShareACache() {
        var one = run(Filling.ON_READ);
        var other = run(Filling.ON_READ);
        Parallel.forEach(4, IntStream.range(0, 40).boxed().toList(), nth -> {
            var mine = nth % 2 == 0 ? one : other;
            mine.put(key("p" + nth / 2), ObjectBody.of(body(nth / 2)));
            assertThat(mine.get(key("p" + nth / 2), BODY)).isEqualTo(body(nth / 2));
        });
        assertThat(notes).isEmpty();
    }

    @Test
    void copiesAreTheirOwnersAlone() throws IOException {
        run(Filling.NEVER).put(key("a"), ObjectBody.of("x"));

        Path file = files().getFirst();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void nothingButCopiesIsEverRemoved() throws IOException {
        Path folder = Files.createDirectories(root.resolve("caches/" + NAME));
        Path theirs = Files.writeString(folder.resolve("letters.txt"), "mine");
        var settings = new CachePlace(root.resolve("caches"), NAME, 10, 0);
        var cache = new ObjectCache(settings, InstantSource.system(), notes::add);
        var caching = new CachingObjectStore(store, cache, new Everything(), Filling.NEVER);
        caching.put(key("a"), ObjectBody.of("x"));

        caching.put(key("b"), ObjectBody.of(body(1)));
        cache.clear();

        assertThat(files()).containsExactly(theirs);
    }
}
