package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.tensor.TestWeights;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.WeightFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 at random moments of backup and restore, on weights that drift and on files that no codec shrinks: the next run
 * completes, and all that was committed restores.
 */
@Tag("slow")
class KillTest {
    private static final long SEED = 42;
    private static final int ROUNDS = 10;
    private static final TestWeights WEIGHTS = TestWeights.transformer(1, Kind.BF16, 160 << 20);
    private static final int SHARDS = 3;
    private static final int OTHERS = 6;
    private static final int OTHER_BYTES = 8 << 20;

    @TempDir
    Path dir;

    private Path store;
    private Path keyFile;
    private Path model;

    @BeforeEach
    void makeModelAndRepository() throws IOException {
        model = dir.resolve("model");
        change(0);
        for (int i = 0; i < OTHERS; i++) {
            Directories.write(model, "other-" + i + ".bin", Directories.noise(i, OTHER_BYTES));
        }
        makeRepository("repository");
    }

    private void makeRepository(String name) throws IOException {
        store = Files.createDirectories(dir.resolve(name));
        keyFile = dir.resolve(name + ".key");
        var config = new RepositoryConfig(
                RepositoryId.random(TestModel.RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        KeyFile key = KeyFile.create(keyFile, config.id(), TestModel.RANDOM);
        Repository.create(new DirectoryObjectStore(store), config, key, "test", TestModel.RANDOM);
    }

    @Test
    void aBackupKilledAtAnyMomentIsCompletedByTheNextOne() throws Exception {
        var random = new Random(SEED);
        long whole = timedRun();
        var versions = new ArrayList<String>();
        versions.add(TestModel.digest(model));
        for (int round = 0; round < ROUNDS; round++) {
            change(round + 1);
            killedAfter(start("backup", model), random.nextLong(whole));
            committedStillRestores(versions);

            assertThat(finish(start("backup", model))).isNotNegative();

            versions.add(TestModel.digest(model));
        }
        committedStillRestores(versions);
        var outcome = verify();
        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.snapshots()).isGreaterThanOrEqualTo(ROUNDS + 1);
    }

    private long timedRun() throws Exception {
        long started = System.nanoTime();
        finish(start("backup", model));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    /** A day of training, which deltas, and a file that does not: kills fall into reading, coding, sending and the commit. */
    private void change(int day) throws IOException {
        TestWeights weights = day == 0 ? WEIGHTS : WEIGHTS.drifted(day, 1e-4);
        WeightFiles.safetensors(weights, Files.createDirectories(model), "weights", SHARDS);
        Directories.write(model, "other-" + day % OTHERS + ".bin", Directories.noise(1000 + day, OTHER_BYTES));
    }

    private void committedStillRestores(List<String> versions) {
        Engine engine = KilledMain.engine(store, keyFile);
        var listed = new Versions(engine)
                .list(TestModel.MODEL).stream()
                        .map(version -> version.body().version().toString())
                        .toList();
        assertThat(listed).containsAll(versions);
        String oldest = versions.get(versions.size() / 2);
        Path target = dir.resolve("restored");
        try (var tree = io.twinkeep.core.files.FileTrees.target(
                target.toString(), io.twinkeep.core.files.VfsSettings.DEFAULT)) {
            var order =
                    new Restore.Order(TestModel.MODEL, new VersionSelector.Digest(oldest), PathFilter.ALL, true, false);
            new Restore(engine).run(tree, order);
        }
        assertThat(TestModel.digest(target)).isEqualTo(oldest);
    }

    private Verify.Outcome verify() {
        return new Verify(KilledMain.engine(store, keyFile))
                .run(new Verify.Order(Optional.empty(), 100, Optional.empty(), List.of(KeyFile.read(keyFile))));
    }

    @Test
    void aBackupKilledAtNinetyPercentSendsAtMostTwelvePercentAgain() throws Exception {
        finish(start("backup", model));
        long whole = packBytes();
        makeRepository("another");
        Process backup = start("backup", model);
        while (packBytes() < whole * 9 / 10) {
            assertThat(backup.isAlive()).as("it ended before 90 %").isTrue();
            // Nothing tells when the next pack is there: a look each few milliseconds is near enough.
            Thread.sleep(2);
        }
        kill(backup);
        long before = packBytes();

        long again = finish(start("backup", model));

        tell("backup", before, again, whole);
        assertThat(again).isLessThan(whole * 12 / 100);
        committedStillRestores(List.of(TestModel.digest(model)));
    }

    @Test
    void aRestoreKilledAtNinetyPercentFetchesAtMostFifteenPercentAgain() throws Exception {
        finish(start("backup", model));
        change(1);
        finish(start("backup", model));
        long whole = finish(start("restore", dir.resolve("first")));
        long bytes = bytes(model);
        Path target = dir.resolve("standby");
        Process restore = start("restore", target);
        while (bytes(target) < bytes * 9 / 10) {
            assertThat(restore.isAlive()).as("it ended before 90 %").isTrue();
            // Nothing tells when the next chunk is there: a look each few milliseconds is near enough.
            Thread.sleep(2);
        }
        kill(restore);
        long before = bytes(target);

        long again = finish(start("restore", target));

        tell("restore", whole * before / bytes, again, whole);
        assertThat(again).isPositive().isLessThan(whole * 15 / 100);
        assertThat(TestModel.digest(target)).isEqualTo(TestModel.digest(model));
    }

    private static void tell(String verb, long before, long again, long whole) {
        System.out.printf(
                "%s killed at %.1f %%, moved again %.1f %% of %d MiB%n",
                verb, 100.0 * before / whole, 100.0 * again / whole, whole >> 20);
    }

    /** Of all files, also those that still grow; files that take their names meanwhile may be missed or counted twice. */
    private static long bytes(Path root) {
        if (Files.notExists(root)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.mapToLong(
                            file -> Files.isDirectory(file) ? 0 : file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private long packBytes() throws IOException {
        Path sets = store.resolve("models");
        if (Files.notExists(sets)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(sets)) {
            return files.filter(file -> file.getParent().endsWith("packs"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void aRestoreKilledAtAnyMomentLeavesOnlyRightFilesAndIsCompletedByTheNextOne() throws Exception {
        finish(start("backup", model));
        Map<String, Sha256> right = files(model);
        Path target = dir.resolve("standby");
        long started = System.nanoTime();
        finish(start("restore", target));
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            target = dir.resolve("standby-" + round);
            killedAfter(start("restore", target), random.nextLong(whole));
            Map<String, Sha256> there = files(target);
            assertThat(right.entrySet()).containsAll(there.entrySet());

            finish(start("restore", target));

            assertThat(files(target)).isEqualTo(right);
            delete(target);
        }
    }

    private Process start(String verb, Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledMain.class.getName(),
                        verb,
                        store.toString(),
                        keyFile.toString(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void killedAfter(Process process, long milliseconds) throws InterruptedException {
        // The moment of the kill is what is tested.
        process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        kill(process);
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private static long finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes()).trim();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(out);
    }

    private static Map<String, Sha256> files(Path root) {
        var files = new TreeMap<String, Sha256>();
        for (Path file : all(root)) {
            String name = root.relativize(file).toString();
            if (Files.isRegularFile(file) && !name.startsWith(".twinkeep-partial")) {
                files.put(name, digest(file));
            }
        }
        return files;
    }

    private static Sha256 digest(Path file) {
        try {
            return Sha256.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> all(Path root) {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) throws IOException {
        for (Path file : all(root).reversed()) {
            Files.delete(file);
        }
    }
}
