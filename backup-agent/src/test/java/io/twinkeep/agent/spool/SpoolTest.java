package io.twinkeep.agent.spool;

import static io.twinkeep.agent.spool.SpoolFixture.SMALL;
import static io.twinkeep.agent.spool.SpoolFixture.fact;
import static io.twinkeep.agent.spool.SpoolFixture.largeFact;
import static io.twinkeep.agent.spool.SpoolFixture.open;
import static io.twinkeep.agent.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.facts.StoredFact;
import io.twinkeep.core.parallel.Parallel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    @TempDir
    Path root;

    private Path directory() {
        return root.resolve("spool");
    }

    @Test
    void factsComeBackInOrderAfterReopening() {
        try (Spool spool = open(directory(), SMALL)) {
            IntStream.range(0, 500).forEach(i -> spool.append(fact("fact " + i)));
        }

        try (Spool spool = open(directory(), SMALL)) {
            assertThat(texts(spool)).hasSize(500).startsWith("fact 0").endsWith("fact 499");
            assertThat(spool.append(fact("next"))).isEqualTo(501);
            assertThat(texts(spool)).hasSize(501).endsWith("next");
        }
    }

    @Test
    void releasedFactsAreGoneAndTheirRoomComesBack() {
        try (Spool spool = open(directory(), SMALL)) {
            for (int i = 0; i < 1000; i++) {
                spool.append(fact("some text that takes room " + i));
                spool.release(i + 1);
            }
            assertThat(spool.status().waiting()).isZero();
            assertThat(spool.status().bytes()).isLessThan(2L * SMALL.segmentBytes());
        }
        try (Spool spool = open(directory(), SMALL)) {
            assertThat(texts(spool)).isEmpty();
            assertThat(spool.append(fact("next"))).isEqualTo(1001);
        }
    }

    @Test
    void aFullSpoolRefusesAndKeepsWhatItHas() {
        try (Spool spool = open(directory(), SMALL)) {
            int taken = 0;
            try {
                while (true) {
                    spool.append(fact("x".repeat(1000)));
                    taken++;
                }
            } catch (Refused full) {
                assertThat(full).hasMessageContaining("is full");
                assertThat(full.next()).contains("database");
            }
            assertThat(taken).isGreaterThan(50);
            assertThat(texts(spool)).hasSize(taken);
            assertThat(spool.status().bytes()).isLessThanOrEqualTo(SMALL.maxBytes());

            spool.release(10);

            spool.append(fact("there is room again"));
        }
    }

    @Test
    void manyAppendersShareSyncsAndEachHasItsOwnPlace() {
        try (Spool spool = Spool.open(directory(), SpoolSettings.DEFAULT, damage -> {})) {
            List<Long> sequences =
                    Parallel.map(64, IntStream.range(0, 3000).boxed().toList(), i -> spool.append(fact("fact " + i)));

            assertThat(sequences).doesNotHaveDuplicates().hasSize(3000);
            assertThat(texts(spool)).hasSize(3000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aSecondProcessIsKeptOut() {
        Spool first = open(directory(), SMALL);
        assertThatThrownBy(() -> open(directory(), SMALL)).isInstanceOf(Conflict.class);
        first.close();
        open(directory(), SMALL).close();
    }

    @Test
    void onlyTheOwnerMayLookIn() throws IOException {
        open(directory(), SMALL).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void segmentsOfANewerVersionAreRefused() throws IOException {
        try (Spool spool = open(directory(), SMALL)) {
            spool.append(fact("a"));
        }
        setVersion(segments().getFirst(), 3);

        assertThatThrownBy(() -> open(directory(), SMALL))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("version 3");
    }

    /** What kill -9 can leave: the last write cut at any byte. */
    @Test
    void cutAtAnyByteOfItsEndTheSpoolKeepsEveryWholeFact() throws IOException {
        var ends = new ArrayList<Long>();
        try (Spool spool = open(directory(), SMALL)) {
            for (int i = 0; i < 8; i++) {
                spool.append(fact("fact " + "x".repeat(i) + i));
                ends.add(Files.size(segments().getFirst()));
            }
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        for (int length = 0; length <= whole.length; length++) {
            Path copy = root.resolve("copy " + length);
            Files.createDirectory(copy);
            Files.write(copy.resolve(segments().getFirst().getFileName()), java.util.Arrays.copyOf(whole, length));
            int cut = length;
            long kept = ends.stream().filter(end -> end <= cut).count();

            var damages = new ArrayList<Damage>();
            try (Spool spool = open(copy, SMALL, damages)) {
                assertThat(texts(spool)).as("cut to %d", length).hasSize((int) kept);
                assertThat(spool.append(fact("next"))).isEqualTo(kept + 1);
                assertThat(texts(spool)).hasSize((int) kept + 1).endsWith("next");
            }
            assertThat(damages).allMatch(damage -> damage.lost() == 0);
        }
    }

    /** A version of 100,000 files takes some 10 MiB. */
    @Test
    void aLargeFactIsThereAsAWholeOrNotAtAllAndCostsNoOther() throws IOException {
        var settings = new SpoolSettings(256L << 20, 1 << 20);
        StoredFact large = largeFact("large", 9 << 20);
        try (Spool spool = open(directory(), settings)) {
            spool.append(fact("before"));
            spool.append(large);
        }
        assertThat(segments()).hasSize(1);
        byte[] whole = Files.readAllBytes(segments().getFirst());
        var random = new Random(5);
        for (int round = 0; round < 40; round++) {
            boolean atTheEnd = round % 2 == 0;
            int cut = 1 + (atTheEnd ? round / 2 : random.nextInt(large.bytes().length + Frame.OVERHEAD - 1));
            Path copy = Files.createDirectory(root.resolve("copy " + round));
            Path file = copy.resolve(segments().getFirst().getFileName());
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));

            var damages = new ArrayList<Damage>();
            try (Spool spool = open(copy, settings, damages)) {
                assertThat(texts(spool)).as("cut by %d", cut).containsExactly("before");
                assertThat(spool.append(fact("next"))).isEqualTo(2);
                assertThat(texts(spool)).containsExactly("before", "next");
            }
            assertThat(damages).allMatch(damage -> damage.lost() == 0);
            Files.delete(file);
        }
        try (Spool spool = open(directory(), settings);
                SpoolReader reader = spool.reader()) {
            assertThat(reader.next(9, 1 << 30)).extracting(SpoolEntry::fact).containsExactly(fact("before"), large);
        }
    }

    @Test
    void segmentsOfVersionOneAreReadAndNotGoneOnWith() throws IOException {
        try (Spool spool = open(directory(), SMALL)) {
            spool.append(fact("old"));
        }
        setVersion(segments().getFirst(), 1);

        try (Spool spool = open(directory(), SMALL)) {
            spool.append(fact("new"));
            assertThat(texts(spool)).containsExactly("old", "new");
        }
        assertThat(segments()).hasSize(2);
        try (Spool spool = open(directory(), SMALL)) {
            assertThat(texts(spool)).containsExactly("old", "new");
        }
    }

    /** Killed by an older program in the middle of its first fact; the next segment begins with the same number. */
    @Test
    void aTornSegmentOfVersionOneMakesRoomForTheNext() throws IOException {
        for (int salt = 0; salt < 4; salt++) {
            Path directory = root.resolve("spool " + salt);
            try (Spool spool = open(directory, SMALL)) {
                spool.append(fact("torn"));
            }
            Path torn = segments(directory).getFirst();
            setVersion(torn, 1);
            Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(torn), Segment.HEADER + 5));
            var salts = new Random(salt);

            try (Spool spool = Spool.open(directory, SMALL, new UnsyncedDisk(), salts::nextLong, damage -> {})) {
                assertThat(spool.append(fact("first"))).isEqualTo(1);
            }
            try (Spool spool = open(directory, SMALL)) {
                assertThat(spool.append(fact("second"))).isEqualTo(2);
                assertThat(texts(spool)).containsExactly("first", "second");
            }
        }
    }

    private static void setVersion(Path segment, int version) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[7] = (byte) version;
        var checksum = new java.util.zip.CRC32C();
        checksum.update(bytes, 0, 8);
        ByteBuffer.wrap(bytes).putInt(8, (int) checksum.getValue());
        Files.write(segment, bytes);
    }

    /** What a failing disk can leave: any one byte wrong. All other facts survive, the lost one is told with its place. */
    @Test
    void aFlippedByteCostsOneFactAndIsTold() throws IOException {
        try (Spool spool = open(directory(), SMALL)) {
            IntStream.range(0, 8).forEach(i -> spool.append(fact("fact " + i)));
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        int last = whole.length - Frame.OVERHEAD - "fact 7".length();
        for (int at = 0; at < last; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Path copy = Files.createDirectory(root.resolve("copy " + at));
            Files.write(copy.resolve(segments().getFirst().getFileName()), damaged);

            var damages = new ArrayList<Damage>();
            try (Spool spool = open(copy, SMALL, damages)) {
                int expected = at < Segment.HEADER ? 8 : 7;
                assertThat(texts(spool)).as("byte %d", at).hasSize(expected).endsWith("fact 7");
                assertThat(texts(spool)).as("again").hasSize(expected);
                assertThat(spool.status().lost()).isEqualTo(8 - expected);
                assertThat(damages).hasSize(8 - expected);
                if (expected == 7) {
                    assertThat(damages.getFirst().offset()).isLessThanOrEqualTo(at);
                    assertThat(damages.getFirst()).asString().contains("1 facts from number");
                }
            }
        }
    }

    @Test
    void aLostSegmentIsCountedAndLaterOnesAreRead() throws IOException {
        try (Spool spool = open(directory(), SMALL)) {
            IntStream.range(0, 600).forEach(i -> spool.append(fact("fact " + i)));
        }
        List<Path> segments = segments();
        assertThat(segments).hasSizeGreaterThan(3);
        Files.delete(segments.get(1));
        Files.write(segments.get(2), new byte[100]);

        var damages = new ArrayList<Damage>();
        try (Spool spool = open(directory(), SMALL, damages)) {
            List<String> texts = texts(spool);
            assertThat(texts).startsWith("fact 0").endsWith("fact 599");
            assertThat(spool.status().lost()).isEqualTo(600 - texts.size());
            assertThat(damages).isNotEmpty();
        }
    }

    @Test
    void aDamagedReleaseMarkOnlyTellsFactsAgain() throws IOException {
        try (Spool spool = open(directory(), SMALL)) {
            IntStream.range(0, 10).forEach(i -> spool.append(fact("fact " + i)));
            spool.release(5);
        }
        Path mark = directory().resolve("released");
        byte[] bytes = Files.readAllBytes(mark);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(mark, damaged);
            try (Spool spool = open(directory(), SMALL)) {
                assertThat(texts(spool)).hasSize(10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Input/output error"})
    void whicheverDiskOperationFailsNothingAcknowledgedIsLostAndTheSpoolGoesOn(String message) {
        for (int operation = 0; operation < 60; operation++) {
            Path copy = root.resolve("failing " + operation);
            var disk = new FaultyDisk();
            var acknowledged = new ArrayList<String>();
            try (Spool spool = Spool.open(copy, SMALL, disk, new Random(1)::nextLong, damage -> {})) {
                disk.failAfter(operation, message);
                for (int i = 0; i < 100; i++) {
                    String text = "fact %d of a size that makes segments, %s".formatted(i, "x".repeat(200));
                    try {
                        spool.append(fact(text));
                        acknowledged.add(text);
                    } catch (Unavailable e) {
                        assertThat(e.next()).isNotEmpty();
                    }
                }
                assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(99);
                assertThat(texts(spool)).isEqualTo(acknowledged);
            }
            try (Spool spool = open(copy, SMALL)) {
                assertThat(texts(spool)).isEqualTo(acknowledged);
            }
        }
    }

    @Test
    void aReleaseThatFailsLeavesTheFactsThere() {
        for (int operation = 0; operation < 5; operation++) {
            var disk = new FaultyDisk();
            try (Spool spool =
                    Spool.open(root.resolve("r" + operation), SMALL, disk, new Random(1)::nextLong, d -> {})) {
                spool.append(fact("a"));
                disk.failAfter(operation, "Input/output error");
                try {
                    spool.release(1);
                } catch (BackupException e) {
                    assertThat(texts(spool)).containsExactly("a");
                    spool.release(1);
                }
                assertThat(texts(spool)).isEmpty();
            }
        }
    }

    @Test
    void whatWasNeverAppendedCantBeReleased() {
        try (Spool spool = open(directory(), SMALL)) {
            assertThatThrownBy(() -> spool.release(1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anInterruptedAppenderHarmsNobody() throws InterruptedException {
        try (Spool spool = Spool.open(directory(), SMALL, damage -> {})) {
            var interrupted = new Thread(() -> {
                Thread.currentThread().interrupt();
                spool.append(fact("by an interrupted thread"));
            });
            interrupted.start();
            interrupted.join();

            spool.append(fact("by another"));

            assertThat(texts(spool)).containsExactly("by an interrupted thread", "by another");
        }
    }

    @Test
    void aReaderWaitsForNewFacts() throws InterruptedException {
        try (Spool spool = open(directory(), SMALL)) {
            assertThat(spool.awaitAfter(0, Duration.ofMillis(1))).isFalse();
            Thread.startVirtualThread(() -> spool.append(fact("a")));
            assertThat(spool.awaitAfter(0, Duration.ofSeconds(20))).isTrue();
        }
    }

    private List<Path> segments() throws IOException {
        return segments(directory());
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".facts"))
                    .sorted()
                    .toList();
        }
    }
}
