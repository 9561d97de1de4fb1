package io.twinkeep.agent.spool;

import static io.twinkeep.agent.spool.SpoolFixture.SMALL;
import static io.twinkeep.agent.spool.SpoolFixture.fact;
import static io.twinkeep.agent.spool.SpoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.facts.StoredFact;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random lives of a spool beside a plain list that says what must be in it. */
class SpoolModelTest {
    @TempDir
    Path root;

    @Test
    void whateverIsAppendedReleasedCutAndReopenedTheSpoolHoldsWhatTheListSays() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            Path directory = root.resolve("life " + seed);
            var model = new ArrayList<String>();
            long released = 0;
            Spool spool = SpoolFixture.open(directory, SMALL);
            for (int step = 0; step < 120; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        spool.close();
                        leaveATornEnd(directory, random);
                        spool = SpoolFixture.open(directory, SMALL);
                    }
                    case 1, 2 -> {
                        released += random.nextInt(model.size() + 1);
                        model.subList(0, model.size() - (int) (spool.last() - released))
                                .clear();
                        spool.release(released);
                    }
                    default -> append(spool, model, random);
                }
                assertThat(texts(spool)).as("seed %d, step %d", seed, step).isEqualTo(model);
            }
            spool.close();
        }
    }

    private static void append(Spool spool, List<String> model, Random random) {
        String text = "fact " + random.nextInt() + "y".repeat(random.nextInt(2000));
        try {
            spool.append(fact(text));
            model.add(text);
        } catch (Refused full) {
            assertThat(spool.status().bytes()).isGreaterThan(SMALL.maxBytes() - 3000);
        }
    }

    /** A frame that was being written when the process died. */
    private static void leaveATornEnd(Path directory, Random random) throws IOException {
        List<Path> segments = segments(directory);
        if (segments.isEmpty()) {
            return;
        }
        Segment segment = Segment.of(segments.getLast()).orElseThrow();
        StoredFact fact = fact("torn".repeat(random.nextInt(100)));
        var frame = ByteBuffer.allocate(Frame.bytes(fact));
        Frame.write(frame, segment.salt(), 1_000_000, fact);
        byte[] torn = java.util.Arrays.copyOf(frame.array(), random.nextInt(frame.capacity()));
        Files.write(segment.file(), torn, java.nio.file.StandardOpenOption.APPEND);
    }

    @Test
    void whateverIsDamagedWhatIsToldIsTrueInOrderAndCounted() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            Path directory = root.resolve("damaged " + seed);
            var all = new ArrayList<String>();
            try (Spool spool = SpoolFixture.open(directory, SMALL)) {
                for (int i = 0; i < 60; i++) {
                    all.add("fact " + i + "z".repeat(random.nextInt(400)));
                    spool.append(fact(all.getLast()));
                }
            }
            damage(segments(directory), random);
            var damages = new ArrayList<Damage>();
            try (Spool spool = SpoolFixture.open(directory, SMALL, damages)) {
                List<String> left = texts(spool);
                assertThat(all).as("seed %d", seed).containsSubsequence(left);
                // Facts behind the last intact one can't be told from a torn end; all others are counted.
                long last = spool.last();
                assertThat(left.size() + spool.status().lost()).isEqualTo(last);
                assertThat(damages.stream().mapToLong(Damage::lost).sum())
                        .isEqualTo(spool.status().lost());
                spool.append(fact("next"));
                assertThat(texts(spool)).endsWith("next").hasSize(left.size() + 1);
            }
        }
    }

    private static void damage(List<Path> segments, Random random) throws IOException {
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
            Path segment = segments.get(random.nextInt(segments.size()));
            byte[] bytes = Files.readAllBytes(segment);
            int at = random.nextInt(Math.max(1, bytes.length));
            switch (random.nextInt(3)) {
                case 0 -> Files.write(segment, java.util.Arrays.copyOf(bytes, at));
                case 1 -> {
                    java.util.Arrays.fill(bytes, at, Math.min(bytes.length, at + 600), (byte) 0);
                    Files.write(segment, bytes);
                }
                default -> {
                    if (bytes.length > 0) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                        Files.write(segment, bytes);
                    }
                }
            }
        }
    }

    /** What a reader saw of a write that failed must not be told in place of what was written there later. */
    @Test
    void aReaderAheadOfAFailingWriteTellsWhatWasAcknowledged() {
        var disk = new HookedDisk();
        try (Spool spool = Spool.open(root.resolve("hooked"), SMALL, disk, new Random(1)::nextLong, damage -> {})) {
            spool.append(fact("a"));
            try (SpoolReader reader = spool.reader()) {
                var seen = new ArrayList<String>();
                disk.failNextSync(() -> reader.next(10, 1000).forEach(entry -> seen.add(SpoolFixture.text(entry))));
                try {
                    spool.append(fact("b"));
                } catch (Unavailable e) {
                    assertThat(seen).containsExactly("a");
                }
                spool.append(fact("c"));
                assertThat(reader.next(10, 1000)).extracting(SpoolFixture::text).containsExactly("c");
            }
        }
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".facts"))
                    .sorted()
                    .toList();
        }
    }

    /** Runs something while the bytes are there and the sync is about to fail. */
    private static final class HookedDisk implements Disk {
        private final Disk disk = new UnsyncedDisk();
        private Runnable hook;

        void failNextSync(Runnable before) {
            hook = before;
        }

        @Override
        public File open(Path file) throws IOException {
            File real = disk.open(file);
            return new File() {
                @Override
                public void write(long at, byte[] bytes) throws IOException {
                    real.write(at, bytes);
                }

                @Override
                public void sync() throws IOException {
                    Runnable now = hook;
                    hook = null;
                    if (now != null) {
                        now.run();
                        throw new IOException("Input/output error");
                    }
                }

                @Override
                public void truncate(long size) throws IOException {
                    real.truncate(size);
                }

                @Override
                public void close() throws IOException {
                    real.close();
                }
            };
        }

        @Override
        public void syncFolder(Path folder) {}
    }
}
