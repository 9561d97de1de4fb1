package io.twinkeep.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.PlainCodec;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.records.SegmentKey;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.FileEntry;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SnapshotHeader;
import io.twinkeep.core.snapshot.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What was stored once is readable for ever: the files under {@code golden/} were written by format version 1. */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/format-1");

    private final Map<String, byte[]> stored = stored();
    private final KeyFile key = KeyFile.read(FOLDER.resolve("backup.key"));

    @Test
    void theRepositoryOpensWithItsKeyFileAndWithItsPassphrase() {
        for (KeySource source : List.of(key, GoldenRepository.PHRASE)) {
            Repository repository = open(source);

            assertThat(repository.config())
                    .isEqualTo(new RepositoryConfig(
                            RepositoryId.parse("abfe9576672316b2a2abcad0a2dd16bf"),
                            GoldenRepository.NOW,
                            RepositoryConfig.Writers.MANY,
                            30));
            assertThat(repository.keys().newest().generation()).isEqualTo(1);
        }
    }

    @Test
    void theSetsLogReadsAsItWasWritten() {
        SetLog log = log(open(key));

        assertThat(log.slots()).hasSize(5).doesNotHaveAnyElementsOfTypes(SlotEntry.Damaged.class);
        assertThat(log.slots().get(1)).isInstanceOf(SlotEntry.Pin.class);
        assertThat(log.slots().get(3)).isInstanceOf(SlotEntry.Release.class);
        assertThat(log.isClosed()).isTrue();
        assertThat(log.pins()).isEmpty();
        assertThat(log.snapshots()).extracting(s -> s.packs().size()).containsExactly(1, 2);
    }

    @Test
    void bothSnapshotsRestoreToTheirBytes() {
        Repository repository = open(key);
        List<SnapshotHeader> snapshots = log(repository).snapshots();

        assertRestores(repository, snapshots.get(0), GoldenRepository.FIRST, false);
        assertRestores(repository, snapshots.get(1), GoldenRepository.SECOND, true);
    }

    private static void assertRestores(
            Repository repository, SnapshotHeader snapshot, byte[] weights, boolean againstBase) {
        var sets = new SetStore(repository, new SplittableRandom(1));
        var snapshots = new Snapshots(repository, sets, PlainCodec::new);
        PackReader packs = snapshots.packs(snapshots.origin(snapshot));

        Manifest manifest = snapshots.manifest(snapshot);

        FileEntry file = manifest.entries().stream()
                .filter(entry -> !entry.chunks().isEmpty())
                .findFirst()
                .orElseThrow();
        StoredChunk chunk = file.chunks().getFirst().chunk();
        assertThat(packs.read(chunk)).isEqualTo(weights);
        assertThat(chunk.base() != null).isEqualTo(againstBase);
        assertThat(List.copyOf(manifest.entries()))
                .isEqualTo(List.copyOf(GoldenRepository.manifest(weights, chunk).entries()));
        assertThat(sets.body(snapshot).tags()).containsEntry("note", "größer");
        snapshot.packs()
                .forEach(pack ->
                        assertThat(packs.index(pack.id(), pack.size()).chunks()).isNotEmpty());
    }

    @Test
    void theOutputAndTheRecordsAreReadAsTheyWereWritten() {
        Repository repository = open(key);
        var outputs = new OutputStore(repository, new SplittableRandom(1));
        List<Output> listed;
        try (var objects = outputs.list(Days.only(GoldenRepository.DAY))) {
            listed = objects.map(outputs::output).toList();
        }
        assertThat(listed).hasSize(1);
        Output output = listed.getFirst();
        assertThat(output.description())
                .isEqualTo(new Output.Description(
                        FilePath.of("größer/1.png"), "image/png", GoldenRepository.NOW.plusNanos(5)));
        outputs.copy(output, bytes -> assertThat(bytes).isEqualTo(GoldenRepository.SMALL));

        var log = new RecordLog(repository, new SplittableRandom(1));
        List<SegmentKey> segments = log.segments(Days.ALL);
        assertThat(segments).hasSize(1);
        assertThat(log.read(segments.getFirst()).entries()).containsExactly(GoldenRepository.MOVE);
    }

    /** A difference here is a change of a stored format: it needs a new version, not a new golden file. */
    @Test
    void todaysCodeStillWritesTheSameBytes() {
        var golden = new GoldenRepository();

        assertThat(golden.key.line()).isEqualTo(key.line());
        Map<String, byte[]> written = golden.objects();
        assertThat(written.keySet()).isEqualTo(stored.keySet());
        written.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(stored.get(name)));
    }

    private static SetLog log(Repository repository) {
        return new SetStore(repository, new SplittableRandom(1)).read(GoldenRepository.MODEL, SetId.FIRST);
    }

    private Repository open(KeySource source) {
        var store = new MemoryObjectStore();
        stored.forEach((name, bytes) -> store.put(new ObjectKey(name), ObjectBody.of(bytes)));
        return Repository.open(store, List.of(source));
    }

    private static Map<String, byte[]> stored() {
        Path root = FOLDER.resolve("repository");
        var objects = new TreeMap<String, byte[]>();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                objects.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }
}
