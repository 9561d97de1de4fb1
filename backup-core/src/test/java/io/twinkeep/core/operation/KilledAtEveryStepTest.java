package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.tensor.TestWeights;
import io.twinkeep.core.tensor.TestWeights.Kind;
import io.twinkeep.core.tensor.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that die by SIGKILL just before and just after every change that they make to a store, on weights that are
 * coded against each other: what can be read restores at once, and the next run completes.
 */
@Tag("slow")
class KilledAtEveryStepTest {
    private static final int BYTES = 1 << 20;

    @TempDir
    Path dir;

    private Path store;
    private Path mirror;
    private Path keyFile;
    private final List<String> versions = new ArrayList<>();

    /** A set of a full and two incrementals, then one of a full and one incremental. */
    @BeforeEach
    void makeRepository() throws IOException {
        store = Files.createDirectories(dir.resolve("start/repository"));
        mirror = Files.createDirectories(dir.resolve("start/mirror"));
        var repository = TestModel.createOn(new DirectoryObjectStore(store));
        repository.mirrorOn(new DirectoryObjectStore(mirror));
        keyFile = dir.resolve("key");
        Files.writeString(keyFile, repository.key().line() + "\n");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        for (int day = 0; day < 5; day++) {
            repository.backup(model(day), day == 3);
            versions.add(TestModel.digest(model(day)));
        }
        repository.verify();
    }

    private Path model(int day) {
        Path model = dir.resolve("day-" + day);
        if (Files.notExists(model)) {
            TestWeights monday = TestWeights.transformer(1, Kind.BF16, BYTES);
            TestWeights weights = day == 0 ? monday : monday.drifted(day, 1e-5);
            Directories.write(model, "day.txt", Integer.toString(day).getBytes());
            WeightFiles.safetensors(weights, model, "model", 2);
        }
        return model;
    }

    /** What a kill left, and the two repositories after it. */
    private interface Check {
        void check(Path store, Path mirror) throws Exception;
    }

    /** Kills a run at each of its changes; returns the kinds of objects at which that was. */
    private Set<String> killedEverywhere(String verb, String operand, Check afterKill, Check afterRerun)
            throws Exception {
        var kinds = new TreeSet<String>();
        for (int change = 1; ; change++) {
            for (String when : List.of("before", "after")) {
                Path world = dir.resolve("world");
                copy(dir.resolve("start"), world);
                Path here = world.resolve("repository");
                Path there = world.resolve("mirror");
                Path log = world.resolve("log");
                String real = operand.equals("MIRROR") ? there.toString() : operand;
                Process killed = start(verb, here, real, Integer.toString(change), when, log.toString());
                int code = killed.waitFor();
                if (code == 0) {
                    assertThat(change).as("changes of " + verb).isGreaterThan(3);
                    delete(world);
                    return kinds;
                }
                assertThat(code).as(verb + " at change " + change).isEqualTo(128 + 9);
                kinds.add(kind(Files.readString(log)));
                afterKill.check(here, there);
                assertThat(start(verb, here, real).waitFor())
                        .as(verb + " again after change " + change)
                        .isZero();
                afterRerun.check(here, there);
                delete(world);
            }
        }
    }

    /** "put models/m/1-1/packs/…" as "put packs". */
    private static String kind(String logged) {
        String[] words = logged.split(" ");
        Path key = Path.of(words[1]);
        return words[0] + " " + (key.getNameCount() > 1 ? key.getParent().getFileName() : key);
    }

    private Process start(String verb, Path repository, String operand, String... moment) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledMain.class.getName(),
                verb,
                repository.toString(),
                keyFile.toString(),
                operand));
        command.addAll(List.of(moment));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<String> listed(Path repository) {
        return new Versions(KilledMain.engine(repository, keyFile))
                .list(TestModel.MODEL).stream()
                        .map(version -> version.body().version().toString())
                        .distinct()
                        .toList();
    }

    /** Everything that can be read restores; returns it. */
    private List<String> restored(Path repository) throws IOException {
        List<String> there = listed(repository);
        for (String version : there) {
            Path target = dir.resolve("restored");
            try (var tree = FileTrees.target(target.toString(), VfsSettings.DEFAULT)) {
                var order = new Restore.Order(
                        TestModel.MODEL, new VersionSelector.Digest(version), PathFilter.ALL, true, false);
                new Restore(KilledMain.engine(repository, keyFile)).run(tree, order);
            }
            assertThat(TestModel.digest(target)).isEqualTo(version);
            delete(target);
        }
        return there;
    }

    private void clean(Path repository) {
        var outcome = new Verify(KilledMain.engine(repository, keyFile))
                .run(new Verify.Order(Optional.empty(), 100, Optional.empty(), List.of(KeyFile.read(keyFile))));
        assertThat(outcome.findings()).isEmpty();
    }

    @Test
    void anIncrementalBackup() throws Exception {
        String next = TestModel.digest(model(5));
        var kinds = killedEverywhere(
                "backup",
                model(5).toString(),
                (here, there) -> assertThat(restored(here)).containsAll(versions),
                (here, there) -> {
                    assertThat(restored(here)).contains(next).containsAll(versions);
                    clean(here);
                });
        assertThat(kinds).contains("put packs", "create slots");
    }

    @Test
    void aFullBackup() throws Exception {
        String next = TestModel.digest(model(5));
        var kinds = killedEverywhere(
                "full",
                model(5).toString(),
                (here, there) -> assertThat(restored(here)).containsAll(versions),
                (here, there) -> {
                    assertThat(restored(here)).contains(next).containsAll(versions);
                    clean(here);
                });
        assertThat(kinds).contains("put packs", "create slots", "create keys");
    }

    @Test
    void aReplication() throws Exception {
        var kinds = killedEverywhere(
                "replicate",
                "MIRROR",
                (here, there) -> {
                    assertThat(restored(here)).containsAll(versions);
                    // Before the wraps have arrived nothing of the mirror opens, and nothing is in it.
                    if (opens(there)) {
                        assertThat(versions).containsAll(restored(there));
                    }
                },
                (here, there) -> {
                    assertThat(restored(there)).containsAll(versions);
                    clean(there);
                });
        assertThat(kinds).contains("put packs", "create slots", "put keys");
    }

    private static boolean opens(Path mirror) {
        return Files.isDirectory(mirror.resolve("models"));
    }

    @Test
    void aPrune() throws Exception {
        List<String> kept = versions.subList(3, 5);
        var kinds = killedEverywhere(
                "prune", "1", (here, there) -> assertThat(restored(here)).containsAll(kept), (here, there) -> {
                    assertThat(restored(here)).containsExactlyInAnyOrderElementsOf(kept);
                    assertThat(packs(here.resolve("models/" + TestModel.MODEL + "/1-1")))
                            .isEmpty();
                    clean(here);
                });
        assertThat(kinds).contains("create slots", "put slots", "delete packs");
    }

    @Test
    void aPruneOfAMirrorAndAReplicationIntoItAfterwards() throws Exception {
        assertThat(start("replicate", store, mirror.toString()).waitFor()).isZero();
        clean(mirror);
        List<String> kept = versions.subList(3, 5);
        for (int change = 1; change < 6; change++) {
            Path world = dir.resolve("world");
            copy(dir.resolve("start"), world);
            Path there = world.resolve("mirror");
            Process killed = start(
                    "prune",
                    there,
                    "1",
                    Integer.toString(change),
                    "after",
                    world.resolve("log").toString());
            assertThat(killed.waitFor()).isEqualTo(128 + 9);
            Process carried = start("replicate", world.resolve("repository"), there.toString());
            assertThat(carried.waitFor()).isZero();
            assertThat(restored(there)).containsAll(kept);
            delete(world);
        }
    }

    private static List<Path> packs(Path set) throws IOException {
        Path packs = set.resolve("packs");
        if (Files.notExists(packs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(packs)) {
            return files.toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : walk.toList()) {
                Path target = to.resolve(from.relativize(path));
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
