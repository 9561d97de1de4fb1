package io.twinkeep.core.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.parallel.Parallel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store keeps; each implementation and wrapper has a subclass. */
public abstract class ObjectStoreContract {
    private ObjectStore store;

    /** A store without objects; closed after each test. */
    protected abstract ObjectStore emptyStore();

    /** False for directories: a file can't be a folder as well. */
    protected boolean keysMayAlsoBeFolders() {
        return true;
    }

    /** Bytes of the body that is large for this store; S3 has to send it in parts. */
    protected int largeBody() {
        return 3 << 20;
    }

    @BeforeEach
    void open() {
        store = emptyStore();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<String> listed(String folder) {
        try (var objects = store.list(key(folder))) {
            return objects.map(info -> info.key().value()).toList();
        }
    }

    @Test
    void whatWasPutIsRead() {
        store.put(key("packs/aa"), ObjectBody.of("hello"));

        assertThat(text(store.get(key("packs/aa"), 100))).isEqualTo("hello");
    }

    @Test
    void theLatestPutIsRead() {
        store.put(key("packs/aa"), ObjectBody.of("first, and longer"));
        store.put(key("packs/aa"), ObjectBody.of("second"));

        assertThat(text(store.get(key("packs/aa"), 100))).isEqualTo("second");
        assertThat(listed("packs")).containsExactly("packs/aa");
    }

    @Test
    void anEmptyObjectIsAnObject() {
        store.put(key("empty"), ObjectBody.of(""));
        store.putIfAbsent(key("created-empty"), ObjectBody.of(""));

        assertThat(store.get(key("empty"), 10)).isEmpty();
        assertThat(store.get(key("created-empty"), 0)).isEmpty();
        assertThat(store.find(key("empty")))
                .hasValueSatisfying(info -> assertThat(info.size()).isZero());
        assertThatThrownBy(() -> store.get(key("empty"), new ByteRange(0, 1))).isInstanceOf(Corrupt.class);
    }

    @Test
    void onlyTheWindowOfTheArrayIsStored() {
        byte[] array = "before-body-after".getBytes(StandardCharsets.UTF_8);
        store.put(key("put"), new ObjectBody(array, 7, 4));
        store.putIfAbsent(key("created"), new ObjectBody(array, 7, 4));
        array[8] = 'X';

        assertThat(text(store.get(key("put"), 100))).isEqualTo("body");
        assertThat(text(store.get(key("created"), 100))).isEqualTo("body");
    }

    @Test
    void rangesAreReadAndNothingElse() {
        store.put(key("digits"), ObjectBody.of("0123456789"));

        assertThat(text(store.get(key("digits"), new ByteRange(0, 1)))).isEqualTo("0");
        assertThat(text(store.get(key("digits"), new ByteRange(3, 4)))).isEqualTo("3456");
        assertThat(text(store.get(key("digits"), new ByteRange(9, 1)))).isEqualTo("9");
        assertThat(text(store.get(key("digits"), new ByteRange(0, 10)))).isEqualTo("0123456789");
    }

    @Test
    void aRangePastTheEndIsCorrupt() {
        store.put(key("digits"), ObjectBody.of("0123456789"));

        for (var range : List.of(
                new ByteRange(0, 11),
                new ByteRange(9, 2),
                new ByteRange(10, 1),
                new ByteRange(1L << 40, 1),
                new ByteRange(5, Integer.MAX_VALUE - 8),
                new ByteRange(Long.MAX_VALUE, 1))) {
            assertThatThrownBy(() -> store.get(key("digits"), range))
                    .as(range.toString())
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining("digits");
        }
    }

    @Test
    void anObjectAboveTheLimitIsCorrupt() {
        store.put(key("digits"), ObjectBody.of("0123456789"));

        assertThat(store.get(key("digits"), 10)).hasSize(10);
        assertThatThrownBy(() -> store.get(key("digits"), 9)).isInstanceOf(Corrupt.class);
    }

    @Test
    void aMissingKeyIsMissing() {
        store.put(key("packs/ab"), ObjectBody.of("neighbour"));

        assertThatThrownBy(() -> store.get(key("packs/a"), 10))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("packs/a");
        assertThatThrownBy(() -> store.get(key("packs"), new ByteRange(0, 1))).isInstanceOf(Missing.class);
        assertThat(store.find(key("packs/a"))).isEmpty();
        assertThat(store.find(key("packs"))).isEmpty();
        assertThat(store.find(key("nowhere/at/all"))).isEmpty();
    }

    @Test
    void findTellsSizeAndTimeByTheStoresClock() {
        Instant before = store.now();
        store.put(key("packs/aa"), ObjectBody.of("hello"));

        ObjectInfo info = store.find(key("packs/aa")).orElseThrow();

        assertThat(info.key()).isEqualTo(key("packs/aa"));
        assertThat(info.size()).isEqualTo(5);
        assertThat(info.lastModified()).isCloseTo(before, within(5, ChronoUnit.SECONDS));
        assertThat(info.etag()).doesNotContain("\"");
    }

    @Test
    void theStoresClockIsNearTheRealTime() {
        assertThat(store.now()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void aDeletedObjectIsGoneAndDeletingAgainIsNoError() {
        store.put(key("packs/aa"), ObjectBody.of("hello"));
        store.delete(key("packs/aa"));
        store.delete(key("packs/aa"));
        store.delete(key("never/was/there"));

        assertThat(store.find(key("packs/aa"))).isEmpty();
        assertThat(listed("packs")).isEmpty();
    }

    @Test
    void theSecondPutOfAKeyConflicts() {
        store.putIfAbsent(key("slots/0"), ObjectBody.of("first"));

        assertThatThrownBy(() -> store.putIfAbsent(key("slots/0"), ObjectBody.of("second")))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("slots/0");
        assertThat(text(store.get(key("slots/0"), 100))).isEqualTo("first");
    }

    @Test
    void aKeyThatWasPutOrDeletedIsTakenOrFree() {
        store.put(key("slots/0"), ObjectBody.of("put"));
        assertThatThrownBy(() -> store.putIfAbsent(key("slots/0"), ObjectBody.of("x")))
                .isInstanceOf(Conflict.class);

        store.delete(key("slots/0"));
        store.putIfAbsent(key("slots/0"), ObjectBody.of("again"));
        assertThat(text(store.get(key("slots/0"), 100))).isEqualTo("again");
    }

    @Test
    void ofEightCreatorsAtOnceExactlyOneWins() {
        for (int round = 0; round < 20; round++) {
            ObjectKey slot = key("slots/" + round);
            var barrier = new CyclicBarrier(8);
            var winners = new AtomicInteger();
            var winner = new AtomicInteger(-1);
            Parallel.forEach(8, IntStream.range(0, 8).boxed().toList(), writer -> {
                try {
                    barrier.await();
                    store.putIfAbsent(slot, ObjectBody.of("writer " + writer));
                    winner.set(writer);
                    winners.incrementAndGet();
                } catch (Conflict e) {
                    // Seven of eight come here.
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(winners).as("winners of round %d", round).hasValue(1);
            assertThat(text(store.get(slot, 100))).isEqualTo("writer " + winner);
        }
    }

    @Test
    void aFolderIsListedAtAnyDepthInTheOrderOfKeys() {
        for (String name : List.of("a-b/1", "a/b/c", "a/b-c", "a/b.c", "a/b/a", "a/Z", "a/~", "a!/x", "b", "a/b0")) {
            store.put(key(name), ObjectBody.of(name));
        }

        assertThat(listed("a")).containsExactly("a/Z", "a/b-c", "a/b.c", "a/b/a", "a/b/c", "a/b0", "a/~");
        assertThat(listed("a/b")).containsExactly("a/b/a", "a/b/c");
        assertThat(listed("b")).isEmpty();
        assertThat(listed("nothing")).isEmpty();
    }

    @Test
    void aFolderThatIsAlsoAKeyIsListedWithoutThatKey() {
        Assumptions.assumeTrue(keysMayAlsoBeFolders(), "a file can't be a folder as well");
        store.put(key("a"), ObjectBody.of("key"));
        store.put(key("a/b"), ObjectBody.of("below"));

        assertThat(listed("a")).containsExactly("a/b");
        assertThat(text(store.get(key("a"), 100))).isEqualTo("key");
    }

    @Test
    void moreThanAThousandObjectsAreListedInOrder() {
        var names = IntStream.range(0, 1_050)
                .mapToObj(number -> "%s/many/%05d".formatted("folder", number))
                .toList();
        Parallel.forEach(8, names, name -> store.put(key(name), ObjectBody.of(name)));

        assertThat(listed("folder")).containsExactlyElementsOf(names);
        try (var first = store.list(key("folder"))) {
            assertThat(first.limit(3).map(info -> info.key().value())).containsExactlyElementsOf(names.subList(0, 3));
        }
    }

    @Test
    void listedObjectsTellSizeAndTime() {
        store.put(key("packs/aa"), ObjectBody.of("hello"));

        try (var objects = store.list(key("packs"))) {
            assertThat(objects).singleElement().satisfies(info -> {
                assertThat(info.size()).isEqualTo(5);
                assertThat(info.lastModified()).isCloseTo(store.now(), within(5, ChronoUnit.SECONDS));
                assertThat(info.etag()).doesNotContain("\"");
            });
        }
    }

    @Test
    void everyVisibleCharacterMayBeInAKey() {
        var characters = IntStream.rangeClosed('!', '~')
                .filter(c -> c != '/')
                .mapToObj(c -> "odd/x" + (char) c + "y")
                .toList();
        var names = new java.util.ArrayList<>(characters);
        names.addAll(List.of("odd/%2F", "odd/a+b%20c&d=e?f#g", "odd/%", "odd/..x", "odd/&amp;", "odd/<x>\"'"));
        names.forEach(name -> store.put(key(name), ObjectBody.of(name)));

        assertThat(listed("odd"))
                .containsExactlyElementsOf(names.stream().sorted().toList());
        names.forEach(name -> assertThat(text(store.get(key(name), 100))).isEqualTo(name));
        names.forEach(name -> assertThat(store.find(key(name))).as(name).isPresent());
        names.forEach(name -> store.delete(key(name)));
        assertThat(listed("odd")).isEmpty();
    }

    @Test
    void oddFoldersAreListedToo() {
        store.put(key("a+b%20c&d=e/f"), ObjectBody.of("x"));

        assertThat(listed("a+b%20c&d=e")).containsExactly("a+b%20c&d=e/f");
    }

    @Test
    void aLargeBodyComesBackBitByBit() {
        byte[] bytes = new byte[largeBody()];
        new Random(1).nextBytes(bytes);
        store.put(key("packs/large"), ObjectBody.of(bytes));

        assertThat(store.get(key("packs/large"), bytes.length)).isEqualTo(bytes);
        int middle = bytes.length / 2;
        assertThat(store.get(key("packs/large"), new ByteRange(middle, 1_000)))
                .isEqualTo(java.util.Arrays.copyOfRange(bytes, middle, middle + 1_000));
        assertThat(store.find(key("packs/large")).orElseThrow().size()).isEqualTo(bytes.length);
    }

    @Test
    void itsNameIsForPeople() {
        assertThat(store.toString()).isNotBlank().doesNotContain("@");
    }
}
