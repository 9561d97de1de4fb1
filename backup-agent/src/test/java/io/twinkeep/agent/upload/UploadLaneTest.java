package io.twinkeep.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.cache.OutputWatcher;
import io.twinkeep.agent.cache.RecordedImages;
import io.twinkeep.agent.cache.SteadyClock;
import io.twinkeep.agent.cache.WatchRules;
import io.twinkeep.agent.follow.FailingStore;
import io.twinkeep.agent.outputs.GenerationRecords;
import io.twinkeep.agent.outputs.ImportanceRules;
import io.twinkeep.agent.outputs.PromptPolicy;
import io.twinkeep.agent.outputs.RecordingTaker;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputSource;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images in a real directory, found by the real watcher, on their way into a real repository whose store can fail. */
@Timeout(60)
class UploadLaneTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final WatchRules QUICK_WATCH = new WatchRules(
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            Duration.ofMillis(50),
            Duration.ofMinutes(10),
            4);
    private static final UploadRules QUICK = new UploadRules(
            3, 8, 10_000, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(10));

    @TempDir
    Path folder;

    private final FailingStore store = new FailingStore(new MemoryObjectStore());
    private final RepositoryConfig config =
            new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
    private final KeyFile key = KeyFile.generate(config.id(), RANDOM);
    private final Told told = new Told();
    private final GenerationRecords records =
            new GenerationRecords("eu-1", PromptPolicy.STORED, ImportanceRules.ALL, Optional::empty);
    private Path outputs;
    private Spool spool;
    private OutputLedger ledger;
    private OutputWatcher watcher;
    private UploadLane lane;
    private Thread watching;
    private Thread uploading;

    /** What the lane tells; refuses facts while it is full. */
    private static final class Told implements UploadEvents {
        private final List<GenerationRecord> stored = Collections.synchronizedList(new ArrayList<>());
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean full;
        private volatile boolean dead;

        @Override
        public void stored(GenerationRecord record) {
            if (full) {
                throw new Refused("the spool is full");
            }
            stored.add(record);
            if (dead) {
                throw new IllegalStateException("killed between the fact and the ledger");
            }
        }

        @Override
        public void lost(String path) {
            events.add("lost " + path);
        }

        @Override
        public void unreadable(String path, String why) {
            events.add("unreadable " + path);
        }

        @Override
        public void stuck(RuntimeException why) {
            events.add("stuck");
        }

        @Override
        public void flowing() {
            events.add("flowing");
        }
    }

    /** A repository opened as the agent does, without a guard. */
    private final class Place implements Destination, Destination.Opened {
        private OutputStore into;
        private Repository repository;

        @Override
        public Opened open() {
            repository = Repository.open(store, List.of(key));
            into = new OutputStore(repository, RANDOM);
            return this;
        }

        @Override
        public LocalDate look() {
            repository.refuseIfGone();
            return LocalDate.EPOCH;
        }

        @Override
        public ObjectKey put(LocalDate day, Output.Description description, OutputSource source) {
            return into.putNext(day, description, source).output().key();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() throws IOException {
        Repository.create(store, config, key, "test", RANDOM);
        outputs = Files.createDirectories(folder.resolve("outputs"));
        spool = Spool.open(folder.resolve("spool"), SpoolSettings.DEFAULT, damage -> {});
        start(QUICK);
    }

    private void start(UploadRules rules) {
        ledger = OutputLedger.open(folder.resolve("ledger"));
        var clock = new SteadyClock(Instant.now(), System::nanoTime);
        lane = new UploadLane(
                rules, ledger, new RecordedImages(outputs), records::record, new Place(), told, InstantSource.system());
        var taker = new RecordingTaker(records, spool, lane::offer);
        watcher = new OutputWatcher(outputs, QUICK_WATCH, ledger, taker, clock);
        watching = Thread.ofPlatform().start(watcher::run);
        uploading = Thread.ofPlatform().start(lane::run);
    }

    private void stop() throws InterruptedException {
        watcher.close();
        watching.join();
        lane.close();
        uploading.join();
        ledger.close();
    }

    @AfterEach
    void end() throws InterruptedException {
        stop();
        spool.close();
    }

    private void drop(String name) throws IOException {
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/images/plain.png"));
        Path temporary = folder.resolve("incoming");
        // No two images are the same: what follows the end of a PNG is not looked at.
        Files.write(temporary, image);
        Files.writeString(temporary, name, java.nio.file.StandardOpenOption.APPEND);
        Path file = outputs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000); // a directory tells nobody
        }
    }

    /** What the repository gives back, by path. */
    private Map<String, byte[]> restored() {
        var from = new OutputStore(Repository.open(store, List.of(key)), RANDOM);
        var all = new TreeMap<String, byte[]>();
        try (var objects = from.list(Days.ALL)) {
            for (var object : (Iterable<io.twinkeep.core.objectstore.ObjectInfo>) objects::iterator) {
                Output output = from.output(object);
                from.copy(output, bytes -> all.put(output.description().path().toString(), bytes));
            }
        }
        return all;
    }

    @Test
    void everyImportantImageIsStoredEncryptedAndToldOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            drop("狐/" + i + ".png");
        }

        await(() -> lane.status().stored() == 40);

        assertThat(ledger.unstored()).isEmpty();
        assertThat(told.stored)
                .hasSize(40)
                .allSatisfy(record -> assertThat(record.storedAs()).isPresent());
        assertThat(restored()).hasSize(40);
        assertThat(restored().get("狐/7.png")).isEqualTo(Files.readAllBytes(outputs.resolve("狐/7.png")));
        assertThat(lane.status().oldest()).isEmpty();
    }

    @Test
    void aStoreThatIsGoneCostsNothingButTime() throws IOException {
        drop("a.png");
        await(() -> lane.status().stored() == 1);
        store.cut();
        drop("b.png");
        drop("c.png");
        await(() -> told.events.contains("stuck"));
        assertThat(ledger.unstored()).isNotEmpty();
        assertThat(lane.status().problem()).isPresent();

        store.mend();

        await(() -> lane.status().stored() == 3);
        assertThat(told.events).containsExactly("stuck", "flowing");
        assertThat(restored()).hasSize(3);
    }

    /** Each call to the store fails once, in turn. */
    @Test
    void anyCallMayFailAndAllIsStored() throws IOException {
        for (int call = 1; call <= 6; call++) {
            store.failCall(call);
            drop(call + "/a.png");
            drop(call + "/b.png");
            int wanted = 2 * call;
            await(() -> lane.status().stored() == wanted);
            store.mend();
        }

        assertThat(restored()).hasSize(12);
        assertThat(told.stored).hasSize(12);
    }

    @Test
    void whatWasNotStoredIsStoredAfterARestartThoughItsConfirmationWasLost() throws IOException, InterruptedException {
        told.dead = true;
        drop("a.png");
        await(() -> !told.stored.isEmpty());
        store.cut();
        drop("b.png");
        await(() -> ledger.unstored().size() == 2);
        stop();
        store.mend();
        told.dead = false;

        start(QUICK);
        await(() -> lane.status().stored() == 2);

        assertThat(restored()).containsOnlyKeys("a.png", "b.png");
        assertThat(told.stored.subList(told.stored.size() - 2, told.stored.size())) // two hands, so in any order
                .extracting(GenerationRecord::path)
                .containsExactlyInAnyOrder("a.png", "b.png");
        assertThat(told.stored.stream().map(GenerationRecord::id).distinct()).hasSize(2);
    }

    @Test
    void anImageThatVanishedOrChangedIsToldAndHoldsUpNoOther() throws IOException, InterruptedException {
        store.cut();
        drop("gone.png");
        drop("changed.png");
        drop("stays.png");
        await(() -> ledger.unstored().size() == 3);
        stop();
        Files.delete(outputs.resolve("gone.png"));
        Files.writeString(outputs.resolve("changed.png"), "more", java.nio.file.StandardOpenOption.APPEND);
        store.mend();
        start(QUICK);

        await(() -> lane.status().stored() == 2); // 'changed' as it is now, too
        await(() -> lane.status().waiting() == 0);

        assertThat(restored()).containsOnlyKeys("changed.png", "stays.png");
        assertThat(told.events).contains("lost gone.png");
        assertThat(restored().get("changed.png")).isEqualTo(Files.readAllBytes(outputs.resolve("changed.png")));
    }

    @Test
    void aFactThatCanNotBeKeptKeepsTheImageUnconfirmed() throws IOException {
        told.full = true;
        drop("a.png");
        await(() -> told.events.contains("stuck"));
        assertThat(ledger.unstored()).hasSize(1);

        told.full = false;
        await(() -> lane.status().stored() == 1);

        assertThat(ledger.unstored()).isEmpty();
    }

    @Test
    void moreThanTheQueueHoldsComeFromTheLedger() throws IOException, InterruptedException {
        stop();
        start(new UploadRules(
                2, 4, 5, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(10)));
        store.cut();
        for (int i = 0; i < 30; i++) {
            drop(i + ".png");
        }
        await(() -> ledger.unstored().size() == 30);
        assertThat(lane.status().waiting()).isLessThanOrEqualTo(5);
        store.mend();

        await(() -> lane.status().stored() == 30);

        assertThat(restored()).hasSize(30);
    }

    /** One look for a group, and one round trip for each image. */
    @Test
    void anImageCostsOneRoundTrip() throws IOException, InterruptedException {
        store.cut();
        for (int i = 0; i < 8; i++) {
            drop(i + ".png");
        }
        await(() -> ledger.unstored().size() == 8);
        stop();
        store.mend();
        var opening = new FailingStore(store);
        Repository.open(opening, List.of(key));
        store.failCall(0); // counts anew

        start(QUICK);
        await(() -> lane.status().stored() == 8);

        assertThat(store.calls() - opening.calls()).isEqualTo(1 + 8);
    }
}
