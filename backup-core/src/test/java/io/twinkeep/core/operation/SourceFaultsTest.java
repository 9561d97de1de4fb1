package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.tensor.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source and a machine can do to a backup: it commits what was there for a moment as a whole, or nothing. */
class SourceFaultsTest {
    @TempDir
    Path dir;

    private final TestModel repository = TestModel.createOn(new MemoryObjectStore());
    private Path model;

    @BeforeEach
    void makeModel() {
        model = dir.resolve("model");
        Directories.model(model, 0);
    }

    private Backup.Outcome backup(IntConsumer beforeRead) {
        return backup(beforeRead, UnaryOperator.identity());
    }

    private Backup.Outcome backup(IntConsumer beforeRead, UnaryOperator<FileStat> stamps) {
        try (SourceTree source = new ChangingSource(model, beforeRead, stamps)) {
            return new Backup(repository.engine()).run(source, order());
        }
    }

    private static Backup.Order order() {
        return new Backup.Order(TestModel.MODEL, false, new TreeMap<>(), PathFilter.ALL, false);
    }

    private void restoresAsItIsNow() {
        repository.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    private void nothingIsCommitted() {
        assertThat(repository.engine().sets().read(TestModel.MODEL, SetId.FIRST).isEmpty())
                .isTrue();
    }

    private void append(String name) {
        change(() -> Files.write(model.resolve(name), new byte[] {1}, StandardOpenOption.APPEND));
    }

    /** Something that may fail as files do. */
    private interface Change {
        void run() throws IOException;
    }

    private static void change(Change change) {
        try {
            change.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatCanNotBeKeptIsListedWithItsReason() throws Exception {
        Path program = Files.write(model.resolve("program"), new byte[10]);
        assertThat(new ProcessBuilder(
                                "bash",
                                "-c",
                                "mkfifo pipe other.tmp; chmod 4755 program; chmod g+s .; mkdir d; chmod 2755 d")
                        .directory(model.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        var filter = new PathFilter(List.of(), List.of("*.tmp"));

        Backup.Outcome outcome;
        try (SourceTree source = FileTrees.source(model.toString(), VfsSettings.DEFAULT)) {
            outcome = new Backup(repository.engine())
                    .run(source, new Backup.Order(TestModel.MODEL, false, new TreeMap<>(), filter, false));
        }
        repository.restore(dir.resolve("standby"));

        String bit = "its setuid or setgid bit will not be restored";
        assertThat(outcome.skipped())
                .containsExactly(
                        new Skipped(FilePath.of("d"), bit),
                        new Skipped(FilePath.of("pipe"), "a named pipe is not backed up"),
                        new Skipped(FilePath.of("program"), bit));
        assertThat((int) Files.getAttribute(dir.resolve("standby/program"), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat(program).exists();
    }

    @Test
    void aTagHasANameAndIsShort() {
        for (var tag : List.of(Map.of("", "v"), Map.of("note", "x".repeat(1000)))) {
            assertThatThrownBy(
                            () -> new Backup.Order(TestModel.MODEL, false, new TreeMap<>(tag), PathFilter.ALL, false))
                    .isInstanceOf(BadUsage.class)
                    .hasMessageContaining("no name, or more than 1000");
        }
    }

    @Test
    void aTagIsOneLine() {
        for (String text : List.of("two\nlines", "\u001b[31mred", "\u0085")) {
            assertThatThrownBy(() -> new Backup.Order(
                            TestModel.MODEL, false, new TreeMap<>(Map.of("note", text)), PathFilter.ALL, false))
                    .isInstanceOf(BadUsage.class)
                    .hasMessageContaining("control character");
        }
    }

    @Test
    void aFileThatGrowsAtEveryReadFailsTheRun() {
        assertThatThrownBy(() -> backup(read -> append("vae/noise.bin")))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("change while they are read");

        nothingIsCommitted();
    }

    @Test
    void aFileThatGrowsOnceIsReadAgain() {
        for (int at = 1; at <= 8; at++) {
            int nth = at;
            Path grown = model.resolve("vae/noise.bin");

            backup(read -> {
                if (read == nth) {
                    append("vae/noise.bin");
                }
            });

            assertThat(grown).exists();
            restoresAsItIsNow();
            // Else the next round has nothing to read.
            Directories.write(model, "vae/noise.bin", Directories.noise(at, 300_000));
        }
    }

    @Test
    void aFileThatIsRewrittenWhileItIsReadIsReadAgain() {
        var once = new AtomicBoolean();

        backup(read -> {
            if (read > 2 && once.compareAndSet(false, true)) {
                Directories.write(model, "unet/weights.safetensors", Directories.noise(9, 480_100));
            }
        });

        restoresAsItIsNow();
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsReadAgain() {
        var once = new AtomicBoolean();

        backup(read -> {
            if (read > 2 && once.compareAndSet(false, true)) {
                Directories.write(model, "unet/weights.safetensors", Directories.noise(9, 1000));
            }
        });

        restoresAsItIsNow();
    }

    @Test
    void aFileThatVanishesWhileItIsReadIsNotInTheVersion() {
        var once = new AtomicBoolean();

        backup(read -> {
            if (once.compareAndSet(false, true)) {
                change(() -> Files.delete(model.resolve("vae/noise.bin")));
            }
        });

        restoresAsItIsNow();
        assertThat(dir.resolve("standby/vae/noise.bin")).doesNotExist();
    }

    @Test
    void aFileThatComesWhileOthersAreReadIsInTheVersion() {
        var once = new AtomicBoolean();

        backup(read -> {
            if (once.compareAndSet(false, true)) {
                Directories.write(model, "new/late.bin", Directories.noise(3, 1000));
            }
        });

        restoresAsItIsNow();
    }

    @Test
    void anUnmountedOrEmptySourceStopsTheRun() throws IOException {
        repository.backup(model);
        Path empty = Files.createDirectories(dir.resolve("empty"));

        assertThatThrownBy(() -> repository.backup(empty)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> repository.backup(dir.resolve("nowhere"))).isInstanceOf(Missing.class);
        Files.createDirectories(empty.resolve("only/directories"));
        assertThatThrownBy(() -> repository.backup(empty)).isInstanceOf(Refused.class);

        repository.restore(dir.resolve("standby"));
        assertThat(TestModel.digest(dir.resolve("standby"))).isEqualTo(TestModel.digest(model));
    }

    @Test
    void moreThanThirtyPercentVanishedStopsTheRun() throws IOException {
        for (int i = 0; i < 5; i++) {
            Directories.write(model, "more/" + i, new byte[] {(byte) i});
        }
        repository.backup(model);
        for (int i = 0; i < 3; i++) {
            Files.delete(model.resolve("more/" + i));
        }
        repository.backup(model);
        Files.delete(model.resolve("more/3"));
        Files.delete(model.resolve("more/4"));
        Files.delete(model.resolve("empty.bin"));

        assertThatThrownBy(() -> repository.backup(model))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("3 of the 7 files");
    }

    @Test
    void aFileChangedWithinTheSameTickIsReadAgain() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        UnaryOperator<FileStat> stuck = stat -> stamped(stat, now);
        backup(read -> {}, stuck);
        Directories.write(model, "vae/noise.bin", Directories.noise(77, 300_000));

        backup(read -> {}, stuck);

        restoresAsItIsNow();
    }

    @Test
    void aFileThatLookedTheSameForLongIsNotRead() {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        backup(read -> {}, stat -> stamped(stat, old));
        var reads = new AtomicInteger();

        var outcome = backup(reads::set, stat -> stamped(stat, old));

        assertThat(reads).hasValue(0);
        assertThat(outcome.bytesRead()).isZero();
    }

    @Test
    void whereThereIsNoCtimeNewContentOfTheSameSizeAndTimeIsSeenUnlessTimesAreTrusted() throws IOException {
        VfsSettings trusting = VfsSettings.DEFAULT.withTimes(VfsSettings.Times.TRUSTED);
        var first = backUpZip("one version", VfsSettings.DEFAULT);
        var unseen = backUpZip("yet another", trusting);
        var seen = backUpZip("yet another", VfsSettings.DEFAULT);

        assertThat(unseen.version()).isEqualTo(first.version());
        assertThat(unseen.bytesRead()).isZero();
        assertThat(seen.version()).isNotEqualTo(first.version());
        repository.restore(dir.resolve("standby"));
        assertThat(dir.resolve("standby/f")).hasContent("yet another");
    }

    /** VFS reads it as a directory, and an archive knows of a file what most protocols tell: size and time. */
    private Backup.Outcome backUpZip(String content, VfsSettings settings) throws IOException {
        Path archive = dir.resolve("model.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            var entry = new ZipEntry("f");
            entry.setTime(1_000_000_000_000L);
            zip.putNextEntry(entry);
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        try (SourceTree source = FileTrees.source("zip:" + archive.toUri(), settings)) {
            return new Backup(repository.engine()).run(source, order());
        }
    }

    private static FileStat stamped(FileStat stat, FileTime time) {
        long nanos = time.to(java.util.concurrent.TimeUnit.NANOSECONDS);
        return new FileStat(
                stat.path(), stat.kind(), stat.size(), stat.mode(), nanos, nanos, stat.inode(), stat.target());
    }

    @Test
    void aFaultyCodecFailsTheRunAndCommitsNothing() {
        for (int nth : new int[] {1, 2, 4}) {
            var encoded = new AtomicInteger();
            var engine = repository.engine();
            Supplier<ChunkCodec> codecs = () -> new FaultyCodec(Codecs.create(), encoded, nth);
            var faulty = Engine.on(
                    engine.repository(), codecs, TestModel.RANDOM, engine.clock(), engine.limits(), Progress.NONE);

            try (SourceTree source = new ChangingSource(model, read -> {}, UnaryOperator.identity())) {
                assertThatThrownBy(() -> new Backup(faulty).run(source, order()))
                        .isInstanceOf(Failed.class)
                        .hasMessageContaining("decodes to other bytes");
            }

            nothingIsCommitted();
        }
        repository.backup(model);
        restoresAsItIsNow();
        assertThat(TestVerify.verify(repository, 100).findings()).isEmpty();
    }

    /** Changes what it is about to encode, once: what it writes is well formed, and wrong. */
    private record FaultyCodec(ChunkCodec codec, AtomicInteger encoded, int nth) implements ChunkCodec {
        @Override
        public int encode(byte[] raw, int offset, int length, ElementType type, byte[] out, int outOffset) {
            byte[] copy = raw.clone();
            if (encoded.incrementAndGet() == nth && length > 0) {
                copy[offset + length / 2] ^= 16;
            }
            return codec.encode(copy, offset, length, type, out, outOffset);
        }

        @Override
        public int encodeDelta(
                byte[] raw,
                int offset,
                byte[] base,
                int baseOffset,
                int length,
                ElementType type,
                byte[] out,
                int outOffset) {
            return codec.encodeDelta(raw, offset, base, baseOffset, length, type, out, outOffset);
        }

        @Override
        public int decode(byte[] in, int offset, int length, byte[] base, int baseOffset, byte[] out, int outOffset) {
            return codec.decode(in, offset, length, base, baseOffset, out, outOffset);
        }
    }
}
