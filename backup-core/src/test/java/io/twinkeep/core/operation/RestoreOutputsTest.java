package io.twinkeep.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.FaultyObjectStore;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.outputs.TestOutputs;
import io.twinkeep.core.repository.Days;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreOutputsTest {
    @TempDir
    Path dir;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final TestModel model = TestModel.createOn(store);
    private final DatedObjectsOf objects = new DatedObjectsOf(model);
    private final byte[] monday = TestOutputs.noise(1, 4_000);
    private final byte[] tuesday = TestOutputs.noise(2, 4_000);

    private RestoreOutputs.Outcome restore(TestModel from, Days days, String... globs) {
        return restore(from, days, false, globs);
    }

    private RestoreOutputs.Outcome restore(TestModel from, Days days, boolean dryRun, String... globs) {
        try (TargetTree target = FileTrees.target(dir.toString(), VfsSettings.DEFAULT)) {
            var filter = new PathFilter(List.of(globs), List.of());
            return new RestoreOutputs(from.engine()).run(target, new RestoreOutputs.Order(days, filter, dryRun));
        }
    }

    private Map<String, byte[]> files() throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var paths = Files.walk(dir)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(dir.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static String digits(byte[] bytes) {
        return Sha256.of(bytes).toString().substring(0, 8);
    }

    @Test
    void outputsComeBackByteForByteWithTheirPathsAndTimes() throws IOException {
        byte[] large = TestOutputs.noise(3, OutputStore.PART + 9);
        objects.put(DatedObjectsOf.DAY, "a/cat.png", monday);
        objects.put(DatedObjectsOf.DAY.plusDays(1), "b/film.mp4", large);

        var outcome = restore(model, Days.ALL);

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.written()).isEqualTo(2);
        assertThat(files()).hasSize(2).containsEntry("a/cat.png", monday).containsEntry("b/film.mp4", large);
        assertThat(Files.getLastModifiedTime(dir.resolve("a/cat.png")).toInstant())
                .isEqualTo(TestOutputs.MODIFIED);
        var again = restore(model, Days.ALL);
        assertThat(again.written()).isZero();
        assertThat(again.present()).isEqualTo(2);
    }

    @Test
    void daysAndGlobsChoose() throws IOException {
        objects.put(DatedObjectsOf.DAY, "a/1.png", TestOutputs.noise(1, 1));
        objects.put(DatedObjectsOf.DAY, "a/1.json", TestOutputs.noise(2, 2));
        objects.put(DatedObjectsOf.DAY.plusDays(1), "a/2.png", TestOutputs.noise(3, 3));

        restore(model, Days.only(DatedObjectsOf.DAY), "*.png");

        assertThat(files()).containsOnlyKeys("a/1.png");
    }

    @Test
    void nothingIsOverwrittenWhateverHasTheSamePath() throws IOException {
        Files.createDirectories(dir.resolve("a"));
        Files.writeString(dir.resolve("a/cat.png"), "somebody's own");
        objects.put(DatedObjectsOf.DAY, "a/cat.png", monday);
        objects.put(DatedObjectsOf.DAY.plusDays(1), "a/cat.png", tuesday);
        objects.put(DatedObjectsOf.DAY.plusDays(2), "a/cat.png", tuesday);

        for (int run = 0; run < 2; run++) {
            restore(model, Days.ALL);

            assertThat(files())
                    .hasSize(3)
                    .containsEntry("a/cat.png", "somebody's own".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .containsEntry("a/cat." + digits(monday) + ".png", monday)
                    .containsEntry("a/cat." + digits(tuesday) + ".png", tuesday);
        }
    }

    @Test
    void whatStandsInThePlaceOfADirectoryStaysAndIsNamed() throws IOException {
        objects.put(DatedObjectsOf.DAY, "a/cat.png", monday);
        Path outside = Files.createDirectory(dir.resolve("outside"));
        for (String kind : List.of("a file", "a symlink")) {
            if (kind.equals("a file")) {
                Files.writeString(dir.resolve("a"), "precious");
            } else {
                Files.move(dir.resolve("a"), dir.resolve("moved"));
                Files.createSymbolicLink(dir.resolve("a"), outside);
            }
            for (boolean dryRun : new boolean[] {true, false}) {
                assertThatThrownBy(() -> restore(model, Days.ALL, dryRun))
                        .isInstanceOf(Refused.class)
                        .hasMessage("a is " + kind + " in the target and a directory above output a/cat.png");
            }
        }

        assertThat(dir.resolve("moved")).hasContent("precious");
        assertThat(dir.resolve("a")).isSymbolicLink();
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void outputsThatWantOneNameAsFileAndAsDirectoryDoNotReplaceEachOther() throws IOException {
        objects.put(DatedObjectsOf.DAY, "a/b", monday);
        objects.put(DatedObjectsOf.DAY.plusDays(1), "a", tuesday);
        objects.put(DatedObjectsOf.DAY.plusDays(2), "a/b/c", tuesday);

        assertThatThrownBy(() -> restore(model, Days.ALL))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("a/b is a file");

        assertThat(restore(model, new Days(DatedObjectsOf.DAY, DatedObjectsOf.DAY.plusDays(1)))
                        .problems())
                .isEmpty();
        assertThat(files()).containsOnlyKeys("a." + digits(tuesday), "a/b");
    }

    @Test
    void anInterruptedRestoreIsFinishedByTheNext() throws IOException {
        objects.fill();
        boolean faulted = true;
        for (int call = 1; faulted; call++) {
            var faulty = new FaultyObjectStore(store).failCall(call, new Unavailable("503"));

            Throwable failure = catchThrowable(() -> restore(model.on(faulty), Days.ALL));

            faulted = faulty.calls() >= call;
            assertThat(failure == null || failure instanceof Unavailable).isTrue();
            restore(model, Days.ALL);
            assertThat(files()).containsOnlyKeys("a.png", "b/b.png", "empty", "large.mp4");
        }
    }

    @Test
    void aDamagedOutputIsNamedAndTheOthersComeBack() throws IOException {
        Output damaged = objects.put(DatedObjectsOf.DAY, "a.png", monday);
        objects.put(DatedObjectsOf.DAY, "b.png", tuesday);
        byte[] object = TestVerify.bytes(store, damaged.key());
        object[object.length / 2] ^= 1;
        store.put(damaged.key(), ObjectBody.of(object));

        var outcome = restore(model, Days.ALL);

        assertThat(outcome.problems()).hasSize(1).allMatch(problem -> problem.contains("a.png"));
        assertThat(files()).containsOnlyKeys("b.png");
    }

    @Test
    void longNamesStayWithinWhatAFileSystemTakes() throws IOException {
        String path = "x".repeat(255);
        objects.put(DatedObjectsOf.DAY, path, monday);
        objects.put(DatedObjectsOf.DAY.plusDays(1), path, tuesday);

        assertThat(restore(model, Days.ALL).problems()).isEmpty();

        assertThat(files()).containsOnlyKeys(path, digits(tuesday));
    }
}
