package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
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

/** kill -9 at random moments: the next run completes, and all that was committed restores. */
@Tag("slow")
class KillTest {
    private static final long SEED = 42;
    private static final int ROUNDS = 15;
    private static final int FILES = 16;
    private static final int FILE_BYTES = 16 << 20;
    private static final long TOTAL = (long) FILES * FILE_BYTES;

    @TempDir
    Path dir;

    private Path store;
    private Path keyFile;
    private Path model;

    @BeforeEach
    void makeRepository() throws IOException {
        store = Files.createDirectories(dir.resolve("repository"));
        keyFile = dir.resolve("key");
        model = dir.resolve("model");
        var config = new RepositoryConfig(
                RepositoryId.random(TestModel.RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        KeyFile key = KeyFile.create(keyFile, config.id(), TestModel.RANDOM);
        Repository.create(new DirectoryObjectStore(store), config, key, "test", TestModel.RANDOM);
        for (int i = 0; i < FILES; i++) {
            Directories.write(model, "part-%02d.bin".formatted(i), Directories.noise(i, FILE_BYTES));
        }
    }

    @Test
    void aBackupKilledAtAnyMomentIsCompletedByTheNextOne() throws Exception {
        var random = new Random(SEED);
        long whole = timedRun();
        var versions = new ArrayList<String>();
        versions.add(TestModel.digest(model));
        for (int round = 0; round < ROUNDS; round++) {
            change(round);
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

    /** Something big, so that kills fall into reading, coding and sending as well as into the commit. */
    private void change(int round) {
        for (int i = 0; i < 4; i++) {
            String name = "part-%02d.bin".formatted((4 * round + i) % FILES);
            Directories.write(model, name, Directories.noise(1000L * (round + 1) + i, FILE_BYTES));
        }
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
        Process backup = start("backup", model);
        while (packBytes() < TOTAL * 9 / 10) {
            assertThat(backup.isAlive()).as("it ended before 90 %").isTrue();
            // Nothing tells when the next pack is there: a look each few milliseconds is near enough.
            Thread.sleep(2);
        }
        kill(backup);
        long before = packBytes();

        long again = finish(start("backup", model));

        System.out.printf(
                "killed at %.1f %%, sent again %.1f %% of %d MiB%n",
                100.0 * before / TOTAL, 100.0 * again / TOTAL, TOTAL >> 20);
        assertThat(again).isLessThan(TOTAL * 12 / 100);
        committedStillRestores(List.of(TestModel.digest(model)));
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
