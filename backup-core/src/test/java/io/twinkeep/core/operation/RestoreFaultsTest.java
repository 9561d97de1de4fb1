package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.ForwardingObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.repository.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to a restore: no file under the target ever has a right name and wrong bytes. */
class RestoreFaultsTest {
    @TempDir
    Path dir;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel repository = TestModel.createOn(store);
    private Path model;
    private Path target;

    @BeforeEach
    void makeModel() {
        model = dir.resolve("model");
        target = dir.resolve("standby");
        for (int i = 0; i < 6; i++) {
            Directories.write(model, "part-" + i + ".bin", Directories.noise(i, 2_200_000));
        }
        Directories.write(model, "small/config.json", "{}".getBytes());
    }

    private static Map<String, Sha256> files(Path root) {
        var files = new TreeMap<String, Sha256>();
        if (!Files.exists(root)) {
            return files;
        }
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.startsWith(".twinkeep-partial")) {
                    files.put(name, Sha256.of(Files.readAllBytes(file)));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Restore.Outcome restore(boolean delete) {
        try (TargetTree tree = FileTrees.target(target.toString(), VfsSettings.DEFAULT)) {
            return new Restore(repository.engine())
                    .run(
                            tree,
                            new Restore.Order(
                                    TestModel.MODEL, new VersionSelector.Latest(), PathFilter.ALL, delete, false));
        }
    }

    @Test
    void whereverItIsInterruptedNamedFilesAreRightAndTheNextRunGoesOn() {
        repository.backup(model);
        Map<String, Sha256> right = files(model);
        boolean interrupted = true;
        int calls = 4;
        while (interrupted) {
            var faulty = new FaultyObjectStore(store).cutAfter(calls);

            Throwable failure = catchThrowable(() -> repository.on(faulty).restore(target));

            interrupted = failure != null;
            assertThat(failure == null || failure instanceof BackupException)
                    .as("%s", failure)
                    .isTrue();
            assertThat(right.entrySet()).containsAll(files(target).entrySet());
            calls++;
        }
        assertThat(files(target)).isEqualTo(right);
        assertThat(calls).isGreaterThan(8);
    }

    @Test
    void aRehearsalIsRefusedForSpaceAsTheRealRunIs() {
        repository.backup(model);
        for (boolean dryRun : new boolean[] {true, false}) {
            var order = new Restore.Order(TestModel.MODEL, new VersionSelector.Latest(), PathFilter.ALL, true, dryRun);
            try (TargetTree tree = withLittleSpace(FileTrees.target(target.toString(), VfsSettings.DEFAULT))) {
                assertThatThrownBy(() -> new Restore(repository.engine()).run(tree, order))
                        .isInstanceOf(Failed.class)
                        .hasMessageContaining("has 1000000 bytes free");
            }
        }
    }

    private static TargetTree withLittleSpace(TargetTree tree) {
        return (TargetTree) Proxy.newProxyInstance(
                TargetTree.class.getClassLoader(),
                new Class<?>[] {TargetTree.class},
                (self, method, args) -> method.getName().equals("freeBytes") ? 1_000_000L : method.invoke(tree, args));
    }

    @Test
    void aResumedRestoreDownloadsOnlyTheRest() {
        for (int i = 0; i < 6; i++) {
            Directories.write(model, "large-" + i + ".bin", Directories.noise(20 + i, 6_000_000));
        }
        repository.backup(model);
        long total = restore(true).bytesDownloaded();
        long left = 0;
        for (int calls = 8; left < 9_000_000; calls++) {
            target = dir.resolve("interrupted-" + calls);
            var faulty = new FaultyObjectStore(store).cutAfter(calls);
            assertThatThrownBy(() -> repository.on(faulty).restore(target)).isInstanceOf(Unavailable.class);
            left = size(target);
        }

        var resumed = restore(true);

        // A chunk that was cut in the middle is fetched again, with what lies between two wanted chunks.
        assertThat(resumed.bytesDownloaded()).isLessThan(total - left + (6 << 20));
        assertThat(files(target)).isEqualTo(files(model));
        assertThat(target.resolve(".twinkeep-partial")).doesNotExist();
    }

    private static long size(Path root) {
        if (!Files.exists(root)) {
            return 0;
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptedChangeOfVersionLeavesEveryFileOldOrNew() {
        repository.backup(model);
        Map<String, Sha256> old = files(model);
        for (int i = 0; i < 6; i += 2) {
            Directories.write(model, "part-" + i + ".bin", Directories.noise(50 + i, 2_300_000));
        }
        repository.backup(model);
        Map<String, Sha256> next = files(model);
        repository.restore(target, new VersionSelector.At(java.time.Instant.MAX));
        for (int calls = 8; calls < 24; calls += 2) {
            repository.restore(target, new VersionSelector.Digest(versionOf(0)));
            assertThat(files(target)).isEqualTo(old);
            var faulty = new FaultyObjectStore(store).cutAfter(calls);

            catchThrowable(() -> repository.on(faulty).restore(target));

            files(target).forEach((name, digest) -> assertThat(digest).as(name).isIn(old.get(name), next.get(name)));
        }
        repository.restore(target);
        assertThat(files(target)).isEqualTo(next);
    }

    private String versionOf(int slot) {
        return new Versions(repository.engine())
                .list(TestModel.MODEL)
                .get(slot)
                .body()
                .version()
                .toString();
    }

    @Test
    void aDamagedPackFailsTheRestoreAndNamesNoWrongFile() {
        repository.backup(model);
        Map<String, Sha256> right = files(model);
        for (ObjectKey pack : TestVerify.below(store, Layout.packs(TestModel.MODEL, SetId.FIRST))) {
            byte[] whole = TestVerify.bytes(store, pack);
            byte[] bytes = whole.clone();
            bytes[bytes.length / 3] ^= 64;
            store.put(pack, ObjectBody.of(bytes));
            target = dir.resolve("damaged-" + pack.name());

            assertThatThrownBy(() -> restore(true)).isInstanceOf(Corrupt.class);

            assertThat(right.entrySet()).containsAll(files(target).entrySet());
            store.put(pack, ObjectBody.of(whole));
            restore(true);
            assertThat(files(target)).isEqualTo(right);
        }
    }

    @Test
    void ofTwoRestoresIntoOneDirectoryOneWorksAndTheOtherIsToldAtOnce() {
        repository.backup(model);
        var second = new AtomicReference<Throwable>();
        var meanwhile = new ForwardingObjectStore(store) {
            @Override
            public byte[] get(ObjectKey key, ByteRange range) {
                if (target.resolve(".twinkeep-partial").toFile().exists() && second.get() == null) {
                    second.set(catchThrowable(() -> restore(true)));
                }
                return super.get(key, range);
            }
        };

        repository.on(meanwhile).restore(target);

        assertThat(second.get())
                .isInstanceOf(Conflict.class)
                .hasMessage("another restore works in " + target)
                .satisfies(e -> assertThat(((Conflict) e).next()).isNotEmpty());
        assertThat(files(target)).isEqualTo(files(model));
        assertThat(target.resolve(".twinkeep-partial")).doesNotExist();
    }

    @Test
    void aLostPackIsDamageWithANextStep() {
        repository.backup(model);
        Map<String, Sha256> right = files(model);
        for (ObjectKey pack : TestVerify.below(store, Layout.packs(TestModel.MODEL, SetId.FIRST))) {
            byte[] whole = TestVerify.bytes(store, pack);
            store.delete(pack);
            target = dir.resolve("lost-" + pack.name());

            assertThatThrownBy(() -> restore(true))
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining("stored data is lost")
                    .hasMessageContaining(pack.value())
                    .satisfies(e -> assertThat(((Corrupt) e).next()).contains("--repair-from a mirror"));

            assertThat(right.entrySet()).containsAll(files(target).entrySet());
            store.put(pack, ObjectBody.of(whole));
            restore(true);
            assertThat(files(target)).isEqualTo(right);
        }
    }

    @Test
    void aSetThatAPruneClosedMeanwhileIsNoDamage() {
        repository.backup(model);
        String pruned = versionOf(0);
        Directories.write(model, "part-1.bin", Directories.noise(77, 2_200_000));
        repository.backup(model, true);
        repository.verify();
        var pruning = new ForwardingObjectStore(store) {
            private boolean done;

            @Override
            public byte[] get(ObjectKey key, ByteRange range) {
                if (!done && key.value().contains("/packs/")) {
                    done = true;
                    assertThat(repository.prune(1).setsClosed()).isOne();
                }
                return super.get(key, range);
            }
        };

        assertThatThrownBy(() -> repository.on(pruning).restore(target, new VersionSelector.Digest(pruned)))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("was closed by a prune while it was restored")
                .satisfies(e -> assertThat(((Missing) e).next()).isNotEmpty());
    }

    @Test
    void filesThatAreNotInTheVersionAreReportedAndGoOnlyWithDelete() {
        repository.backup(model);
        Directories.write(target, "mine.txt", "mine".getBytes());
        Directories.write(target, "small/mine too.txt", "mine".getBytes());
        Directories.write(target, "part-1.bin", "something else".getBytes());

        var kept = restore(false);

        assertThat(kept.extraneous()).contains(FilePath.of("mine.txt"), FilePath.of("small/mine too.txt"));
        assertThat(target.resolve("mine.txt")).exists();
        assertThat(restore(true).removed()).contains(FilePath.of("mine.txt"), FilePath.of("small/mine too.txt"));
        assertThat(files(target)).isEqualTo(files(model));
    }

    @Test
    void aFileThatBecomesADirectoryAndBackIsRestoredEitherWay() throws IOException {
        Directories.write(model, "thing", "a file".getBytes());
        repository.backup(model);
        Map<String, Sha256> asFile = files(model);
        Files.delete(model.resolve("thing"));
        Directories.write(model, "thing/inside/deep", "now a directory".getBytes());
        repository.backup(model);
        Map<String, Sha256> asDirectory = files(model);
        for (boolean delete : List.of(true, false)) {
            target = dir.resolve("standby-" + delete);
            to(0, delete);
            assertThat(files(target)).isEqualTo(asFile);

            if (!delete) {
                assertThatThrownBy(() -> to(1, false)).isInstanceOf(Refused.class);
                assertThat(files(target)).isEqualTo(asFile);
            }
            assertThat(to(1, true).removed()).containsExactly(FilePath.of("thing"));

            assertThat(files(target)).isEqualTo(asDirectory);
            if (!delete) {
                assertThatThrownBy(() -> to(0, false)).isInstanceOf(Refused.class);
                assertThat(files(target)).isEqualTo(asDirectory);
            }
            to(0, true);
            assertThat(files(target)).isEqualTo(asFile);
        }
    }

    @Test
    void aFileOrSymlinkInTheWayOfADirectoryIsRefusedBeforeAnythingIsWritten() throws IOException {
        repository.backup(model);
        Path theirs = Files.createDirectories(dir.resolve("theirs"));
        for (String kind : List.of("a file", "a symlink")) {
            target = Files.createDirectories(dir.resolve("standby with " + kind));
            if (kind.equals("a file")) {
                Directories.write(target, "small", "precious".getBytes());
            } else {
                Files.createSymbolicLink(target.resolve("small"), theirs);
            }
            for (boolean dryRun : new boolean[] {true, false}) {
                assertThatThrownBy(() -> to(0, new PathFilter(List.of("config.json"), List.of()), false, dryRun))
                        .isInstanceOf(Refused.class)
                        .hasMessage("small is " + kind + " in the target and a directory in the version");
                assertThatThrownBy(() -> to(0, PathFilter.ALL, false, dryRun)).isInstanceOf(Refused.class);
            }
            assertThat(target).isDirectoryNotContaining("regex:.*(part-0.bin|partial)");
            assertThat(Files.isDirectory(target.resolve("small"), LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
            assertThat(to(0, PathFilter.ALL, true, true).extraneous()).containsExactly(FilePath.of("small"));
            assertThat(to(0, true).removed()).containsExactly(FilePath.of("small"));
            assertThat(files(target)).isEqualTo(files(model));
        }
        assertThat(theirs).isEmptyDirectory();
    }

    @Test
    void anEmptyDirectoryOfTheVersionTakesNoFilesPlaceEither() throws IOException {
        Files.createDirectories(model.resolve("empty"));
        repository.backup(model);
        Directories.write(target, "empty", "precious".getBytes());

        assertThatThrownBy(() -> restore(false)).isInstanceOf(Refused.class);
        assertThat(target.resolve("empty")).hasContent("precious");

        assertThat(restore(true).removed()).containsExactly(FilePath.of("empty"));
        assertThat(target.resolve("empty")).isEmptyDirectory();
    }

    @Test
    void aDirectoryWithFilesWhereTheVersionHasASymlinkIsRefusedBeforeAnythingIsWritten() throws IOException {
        Files.createSymbolicLink(model.resolve("link"), Path.of("small"));
        repository.backup(model);
        Directories.write(target, "link/mine", "mine".getBytes());

        assertThatThrownBy(() -> restore(false))
                .isInstanceOf(Refused.class)
                .hasMessage("link is a directory with other files in the target and a symlink in the version");
        assertThat(files(target)).containsOnlyKeys("link/mine");

        restore(true);
        assertThat(target.resolve("link")).isSymbolicLink();
    }

    private Restore.Outcome to(int slot, boolean delete) {
        return to(slot, PathFilter.ALL, delete, false);
    }

    private Restore.Outcome to(int slot, PathFilter filter, boolean delete, boolean dryRun) {
        try (TargetTree tree = FileTrees.target(target.toString(), VfsSettings.DEFAULT)) {
            var order = new Restore.Order(
                    TestModel.MODEL, new VersionSelector.Digest(versionOf(slot)), filter, delete, dryRun);
            return new Restore(repository.engine()).run(tree, order);
        }
    }

    @Test
    void aSymlinkInTheTargetIsNotFollowedOutOfIt() throws IOException {
        repository.backup(model);
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Directories.write(outside, "config.json", "theirs".getBytes());
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("small"), outside);
        Files.createSymbolicLink(target.resolve("part-2.bin"), outside.resolve("config.json"));

        catchThrowable(() -> restore(false));
        restore(true);

        assertThat(outside.resolve("config.json")).hasContent("theirs");
        assertThat(files(target)).isEqualTo(files(model));
        assertThat(target.resolve("small")).isDirectory();
        assertThat(Files.isSymbolicLink(target.resolve("small"))).isFalse();
    }
}
