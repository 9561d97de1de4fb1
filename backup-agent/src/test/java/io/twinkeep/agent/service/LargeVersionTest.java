package io.twinkeep.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.archive.RecordArchive;
import io.twinkeep.agent.config.LogForm;
import io.twinkeep.agent.spool.Drain;
import io.twinkeep.agent.spool.DrainSettings;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.snapshot.VersionDigest;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version of 100,000 files on its way from the recorder to a real Postgres, and into the repository's log. */
@Timeout(180)
class LargeVersionTest {
    private static final int FILES = 100_000;
    // Near the limit of a fact.
    private static final int MOST_FILES = 550_000;
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final ModelName MODEL = new ModelName("many-files");
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private final EventLog log = new EventLog(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            LogForm.JSON,
            InstantSource.system());

    private static List<VersionFile> files(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new VersionFile(
                        FilePath.of("transformer/shards of a long name/%06d/weights-%06d.safetensors"
                                .formatted(i / 100, i)),
                        i,
                        Sha256.of(ByteBuffer.allocate(4).putInt(i).array())))
                .toList();
    }

    private static VersionFact version(int count) {
        List<VersionFile> files = files(count);
        var digests = new TreeMap<FilePath, Sha256>();
        files.forEach(file -> digests.put(file.path(), file.digest()));
        return new VersionFact(MODEL, VersionDigest.of(digests).value(), NOON, files);
    }

    private static AgentHeartbeat heartbeat(int number) {
        return new AgentHeartbeat("eu-1", "a", "host", "1", new TreeSet<>(), 1, NOON, NOON.plusSeconds(number));
    }

    @Test
    void itReachesThePostgresRowByRowAndSoDoesWhatIsToldAroundIt() throws InterruptedException {
        reachesThePostgres(version(FILES));
    }

    /** It takes longer than any other statement may. */
    @Test
    @Tag("slow")
    void soDoesTheLargestVersionThatThereMayBe() throws InterruptedException {
        reachesThePostgres(version(MOST_FILES));
    }

    private void reachesThePostgres(VersionFact version) throws InterruptedException {
        try (EmbeddedServer server =
                        EmbeddedServer.primary(getClass().getClassLoader(), folder.resolve("pg"), "server-a");
                Spool spool = spool()) {
            server.createFacts("facts");
            server.addAgent("facts", "eu_agent", "eu-1");
            server.execute(
                    "facts", "select grant_epoch(1, 'eu-1', now(), 'test', 'begin'); select declare_servers('{}')");
            try (PostgresFacts facts = PostgresFacts.open(server.config("facts", "eu_agent"), Purpose.WRITE)) {
                var recorder = new FactRecorder(spool, log);
                recorder.keep(heartbeat(1));
                recorder.keep(version);
                recorder.keep(heartbeat(2));

                drain(spool, facts);

                assertThat(facts.versions().files(version.version())).isEqualTo(version.files());
                assertThat(facts.fleet().agents()).containsExactly(heartbeat(2));
                assertThat(folder.resolve("refused.jsonl")).doesNotExist();
            }
        }
    }

    @Test
    void itHasASegmentOfTheLogForItself() {
        VersionFact version = version(FILES);
        var store = new MemoryObjectStore();
        var config = new RepositoryConfig(RepositoryId.random(RANDOM), NOON, RepositoryConfig.Writers.MANY, 0);
        var key = KeyFile.generate(config.id(), RANDOM);
        Repository.create(store, config, key, "test", RANDOM);
        var records = new RecordLog(Repository.open(store, List.of(key)), RANDOM);
        try (Spool spool = spool()) {
            spool.keepForArchive(true);
            var recorder = new FactRecorder(spool, log);
            List<Fact> told = List.of(heartbeat(1), version, heartbeat(2));
            told.forEach(recorder::keep);
            var archive = new RecordArchive(spool, folder.resolve("records.json"), RANDOM, problem -> {
                throw new AssertionError(problem);
            });

            archive.run(records, Optional.empty(), LocalDate.ofInstant(store.now(), ZoneOffset.UTC));

            assertThat(records.segments(Days.ALL))
                    .extracting(segment -> records.read(segment).entries())
                    .containsExactly(List.of(heartbeat(1)), List.of(version), List.of(heartbeat(2)));
        }
    }

    private Spool spool() {
        return Spool.open(folder.resolve("spool"), SpoolSettings.DEFAULT, damage -> {
            throw new AssertionError(damage.toString());
        });
    }

    /** Until the last fact is released. */
    private void drain(Spool spool, PostgresFacts facts) throws InterruptedException {
        var aside = new RefusedFacts(folder.resolve("refused.jsonl"), log);
        var sink = new CatalogSink(facts.writer(), () -> heartbeat(0), aside);
        var failure = new AtomicReference<String>();
        var drain = new Drain(spool, sink, DrainSettings.DEFAULT);
        Thread thread = Thread.ofPlatform().start(drain::run);
        try (drain) {
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (spool.status().waiting() > 0 && System.nanoTime() < deadline) {
                drain.status().failure().ifPresent(failure::set);
                LockSupport.parkNanos(20_000_000); // a database tells nobody
            }
        } finally {
            thread.join();
        }
        assertThat(spool.status().waiting())
                .as("the drain's last failure: %s", failure)
                .isZero();
    }
}
