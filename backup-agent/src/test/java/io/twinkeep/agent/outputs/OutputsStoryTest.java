package io.twinkeep.agent.outputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cache.EvictionRules;
import io.twinkeep.agent.cache.OutputCache;
import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.OutputWatcher;
import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.cache.WatchRules;
import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolReader;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.core.catalog.GenerationRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images dropped into a real directory, watched by the real system, recorded in a real spool. */
class OutputsStoryTest {
    private static final WatchRules QUICK = new WatchRules(
            Duration.ofMillis(40),
            Duration.ofMillis(40),
            Duration.ofMillis(700),
            Duration.ofMillis(50),
            Duration.ofMinutes(10),
            4);

    @TempDir
    Path root;

    private final List<String> important = Collections.synchronizedList(new ArrayList<>());
    private Path outputs;
    private Spool spool;
    private OutputLedger ledger;
    private OutputWatcher watcher;
    private Thread running;

    @BeforeEach
    void start() throws IOException {
        outputs = Files.createDirectories(root.resolve("outputs"));
        spool = Spool.open(root.resolve("spool"), SpoolSettings.DEFAULT, damage -> {});
        ledger = OutputLedger.open(root.resolve("ledger"));
        watch();
    }

    private void watch() {
        var rules = new ImportanceRules(List.of("keep/**"), Map.of(), true, 0);
        var records = new GenerationRecords("us-1", PromptPolicy.STORED, rules, Optional::empty);
        var taker = new RecordingTaker(records, spool, (image, record) -> important.add(record.path()));
        var clock = new SteadyClock(Instant.now(), System::nanoTime);
        watcher = new OutputWatcher(outputs, QUICK, ledger, taker, clock);
        running = Thread.ofPlatform().start(watcher::run);
    }

    @AfterEach
    void stop() throws InterruptedException {
        watcher.close();
        running.join();
        ledger.close();
        spool.close();
    }

    @Test
    void everyNewImageIsRecordedOnceWithItsSidecarInNewDirectoriesToo() throws IOException {
        Path deep = Files.createDirectories(outputs.resolve("2026/01/狐"));
        drop(deep.resolve("a.png"));
        drop(outputs.resolve("b.jpg"), "a1111.jpg");
        Files.writeString(outputs.resolve("c.png.json"), "{\"seed\":42,\"important\":true}");
        drop(outputs.resolve("c.png"));
        Files.writeString(outputs.resolve("notes.txt"), "no image");
        drop(outputs.resolve(".hidden.png"));

        await(() -> records().size() == 3);

        assertThat(records())
                .extracting(GenerationRecord::path)
                .containsExactlyInAnyOrder("2026/01/狐/a.png", "b.jpg", "c.png");
        assertThat(record("c.png").seed().orElseThrow()).hasToString("42");
        assertThat(record("b.jpg").prompt().orElseThrow()).startsWith("雪地里的红狐狸");
        assertThat(important).containsExactly("c.png");
    }

    /** More at once than the system tells of in one go: the scan finds the rest. */
    @Test
    void aFloodOfImagesIsRecordedToTheLast() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/images/plain.png"));
        for (int i = 0; i < 1500; i++) {
            Files.write(outputs.resolve(i + ".png"), image);
        }

        await(() -> watcher.status().taken() >= 1500);

        assertThat(spool.status().last()).isEqualTo(1500);
    }

    @Test
    void anImageIsTakenWhenItsLastByteIsThere() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/images/comfy.png"));
        Path file = outputs.resolve("a.png");
        Files.write(file, Arrays.copyOf(image, image.length - 20));
        drop(outputs.resolve("b.png"));
        await(() -> records().size() == 1);
        assertThat(records().getFirst().path()).isEqualTo("b.png");

        Files.write(file, image);
        await(() -> records().size() == 2);

        assertThat(record("a.png").bytes()).isEqualTo(image.length);
        assertThat(record("a.png").extra()).doesNotContainKey("metadata_problem");
    }

    @Test
    void anImageLeftUnfinishedIsRecordedWithItsProblem() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/images/comfy.png"));
        Files.write(outputs.resolve("a.png"), Arrays.copyOf(image, image.length - 20));

        await(() -> records().size() == 1);

        assertThat(records().getFirst().extra()).containsKey("metadata_problem");
    }

    @Test
    void aLateSidecarRecordsTheImageAgainUnderTheSameId() throws IOException {
        drop(outputs.resolve("a.png"));
        await(() -> records().size() == 1);

        Files.writeString(outputs.resolve("a.json"), "{\"prompt\":\"told later\"}");
        await(() -> records().size() == 2);

        assertThat(records().get(1).prompt()).contains("told later");
        assertThat(records().get(1).id()).isEqualTo(records().getFirst().id());
    }

    @Test
    void afterARestartOnlyWhatIsNewIsRecorded() throws IOException, InterruptedException {
        drop(outputs.resolve("a.png"));
        await(() -> records().size() == 1);
        watcher.close();
        running.join();
        drop(outputs.resolve("b.png"));
        Files.delete(outputs.resolve("a.png"));
        drop(outputs.resolve("a.png"), "comfy.png");
        ledger.close();
        ledger = OutputLedger.open(root.resolve("ledger"));

        watch();
        await(() -> records().size() == 3);

        assertThat(records()).extracting(GenerationRecord::path).containsExactlyInAnyOrder("a.png", "b.png", "a.png");
    }

    @Test
    void aFullSpoolTakesNothingAndLosesNothing() throws IOException, InterruptedException {
        stop();
        spool = Spool.open(root.resolve("small"), new SpoolSettings(1500, 300), damage -> {});
        ledger = OutputLedger.open(root.resolve("ledger 2"));
        watch();
        for (int i = 0; i < 10; i++) {
            drop(outputs.resolve(i + ".png"));
        }
        await(() -> watcher.status()
                .problem()
                .filter(text -> text.contains("is full"))
                .isPresent());
        int taken = records().size();
        assertThat(taken).isLessThan(10);
        var everything = new EvictionRules(Duration.ZERO, 0, 0, Duration.ZERO);
        InstantSource tomorrow = () -> Instant.now().plus(Duration.ofDays(1));
        assertThat(new OutputCache(outputs, ledger, everything, tomorrow).plan().unrecorded())
                .isEqualTo(10 - taken);

        var all = new ArrayList<GenerationRecord>();
        await(() -> {
            List<GenerationRecord> some = records();
            all.addAll(some);
            spool.release(spool.status().released() + some.size());
            return ledgerKnowsAll();
        });

        all.addAll(records());
        assertThat(all).extracting(GenerationRecord::path).contains("0.png", "5.png", "9.png");
    }

    @Test
    void evictionWaitsForTheConfirmationAndTakesTheSidecarAlong() throws IOException {
        drop(outputs.resolve("keep/a.png"));
        drop(outputs.resolve("b.png"));
        Files.writeString(outputs.resolve("b.png.json"), "{}");
        await(this::ledgerKnowsAll);
        var rules = new EvictionRules(Duration.ofHours(2), 1 << 20, 1 << 19, Duration.ofHours(1));
        var cache = new OutputCache(outputs, ledger, rules, () -> Instant.now().plus(Duration.ofHours(3)));

        assertThat(cache.apply(cache.plan())).isEqualTo(1);
        assertThat(outputs.resolve("b.png")).doesNotExist();
        assertThat(outputs.resolve("b.png.json")).doesNotExist();
        assertThat(outputs.resolve("keep/a.png")).exists();

        ledger.stored("keep/a.png", record("keep/a.png").output(), "outputs/2026/01/01/x");
        var plan = cache.plan();
        Files.setLastModifiedTime(outputs.resolve("keep/a.png"), java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        assertThat(cache.apply(plan)).as("changed since the plan").isZero();
        assertThat(outputs.resolve("keep/a.png")).exists();
    }

    private boolean ledgerKnowsAll() {
        var rules = new EvictionRules(Duration.ofDays(1), 1, 1, Duration.ZERO);
        return new OutputCache(outputs, ledger, rules, Instant::now).plan().unrecorded() == 0;
    }

    private List<GenerationRecord> records() {
        try (SpoolReader reader = spool.reader()) {
            return reader.next(1000, 1 << 24).stream()
                    .map(entry -> (GenerationRecord) CatalogFacts.decode(entry.fact()))
                    .toList();
        }
    }

    private GenerationRecord record(String path) {
        return records().stream()
                .filter(r -> r.path().equals(path))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private static void drop(Path file) throws IOException {
        drop(file, "a1111.png");
    }

    private static void drop(Path file, String image) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(Path.of("src/test/resources/images").resolve(image), file);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
            try {
                Thread.sleep(10); // The system tells the watcher, not us.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
