package io.twinkeep.agent.service;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.LogForm;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.catalog.Schedule;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.catalog.WorkOrder;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real agent in this process, with a real Postgres and a repository in a directory. */
@Timeout(180)
class AgentTest {
    private static final String DATABASE = "facts";
    private static final ModelName MODEL = new ModelName("z-image-turbo");
    private static final AgentTimes QUICK =
            new AgentTimes(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private EmbeddedServer server;
    private AgentSettings settings;
    private Agent agent;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(folder.resolve("model"));
        Files.createDirectories(folder.resolve("outputs"));
        server = EmbeddedServer.primary(getClass().getClassLoader(), folder.resolve("pg"), "server-a");
        server.createFacts(DATABASE);
        server.addAgent(DATABASE, "eu_agent", "eu-1");
        server.addAgent(DATABASE, "us_agent", "us-1");
        server.addLogin("the_server", "twinkeep_server");
        server.execute(DATABASE, "select grant_epoch(1, 'eu-1', now(), 'test', 'begin'); select declare_servers('{}')");
        settings = settings(0);
        makeRepository();
    }

    private AgentSettings settings(int port) throws IOException {
        String text = """
                region: eu-1
                agent: test
                state: %1$s/state
                repository: { address: 'file:%1$s/repository', key-file: %1$s/key }
                mirrors: [{ name: us-1, address: 'file:%1$s/mirror' }]
                models: [{ name: z-image-turbo, directory: %1$s/model }]
                watch: { poll: 1s, settle: 0s }
                outputs: { directory: %1$s/outputs }
                keep: { outputs: 1d }
                database: { hosts: ['%2$s'], name: facts, login: eu_agent }
                limits: { threads: 1 }
                http: 127.0.0.1:%3$d
                log: json
                """.formatted(folder, server.host(), port);
        return AgentSettings.read(Files.writeString(folder.resolve("agent.yaml"), text), Map.of());
    }

    private Means means() {
        return new Means(new SecureRandom(), InstantSource.system(), Progress.NONE);
    }

    private void makeRepository() {
        AgentConfig task = settings.task(StorePurpose.WRITE);
        var wanted = new RepositoryConfig(
                RepositoryId.random(new SecureRandom()), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        var place = new RepositoryCreation.Place(task.requiredRepository(), task, task.s3());
        try (var creation = new RepositoryCreation(means(), place, wanted)) {
            creation.create();
        }
    }

    private void start() {
        var log =
                new EventLog(new PrintStream(told, true, StandardCharsets.UTF_8), LogForm.JSON, InstantSource.system());
        agent = Agent.start(
                settings, new Setup("test", log, InstantSource.system(), new SecureRandom()).withTimes(QUICK));
    }

    private void stop() {
        if (agent != null) {
            agent.close();
            agent = null;
        }
    }

    @AfterEach
    void clear() {
        stop();
        server.close();
    }

    private void dropModel(String content) throws IOException {
        Path temporary = Files.writeString(folder.resolve("incoming"), content);
        Files.move(temporary, folder.resolve("model/weights.bin"), StandardCopyOption.REPLACE_EXISTING);
    }

    private int versionsStored() {
        try (var session = Session.open(means(), settings.task(StorePurpose.WRITE))) {
            return new Versions(session.engine()).list(MODEL).size();
        }
    }

    private <T> T asked(java.util.function.Function<Facts, T> question) {
        try (Facts facts = PostgresFacts.open(server.config(DATABASE, "the_server"), Purpose.WRITE)) {
            return question.apply(facts);
        }
    }

    private List<SnapshotFact> snapshotsTold() {
        return asked(facts -> facts.versions().snapshots(MODEL));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited for: %s; the agent told:%n%s", what, told)
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000); // a directory and a database tell nobody
        }
    }

    private HttpResponse<String> get(String path) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + agent.httpPort().orElseThrow() + path))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChangeOfTheModelBecomesAVersionInRepositoryMirrorAndDatabase() throws IOException {
        dropModel("first");
        start();
        await("the first snapshot", () -> snapshotsTold().size() == 1);
        dropModel("second");
        await("the second snapshot", () -> snapshotsTold().size() == 2);

        assertThat(versionsStored()).isEqualTo(2);
        assertThat(snapshotsTold())
                .extracting(SnapshotFact::kind)
                .containsExactly(SnapshotFact.Kind.FULL, SnapshotFact.Kind.INCREMENTAL);
        var version = snapshotsTold().getLast().version();
        List<VersionFile> files = asked(facts -> facts.versions().files(version));
        assertThat(files).hasSize(1);
        await("the ends of the runs", () -> {
            List<JobRun> runs = asked(facts -> facts.work().runs("eu-1", 10));
            return runs.stream().allMatch(run -> run.outcome() == JobRun.Outcome.SUCCEEDED)
                    && runs.stream().map(JobRun::job).collect(toSet()).equals(Set.of("incremental", "replicate"));
        });
        List<AgentHeartbeat> agents = asked(facts -> facts.fleet().agents());
        assertThat(agents)
                .singleElement()
                .satisfies(me -> assertThat(me.agent()).isEqualTo("test"));
        await("an empty spool", () -> get("/metrics").body().contains("\ntwinkeep_spool_waiting_facts 0.0\n"));
        assertThat(get("/metrics").body())
                .contains("twinkeep_job_last_success_timestamp_seconds{job=\"incremental\"} ")
                .contains("twinkeep_region_active_info{epoch=\"1\",role=\"PRIMARY\"} 1.0")
                .contains("twinkeep_replication_lag_seconds{class=\"weights\"} ");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).contains("\"ok\":true");
    }

    @Test
    void imagesAreRecordedAndJobsRunAtTheDatabasesTimes() throws IOException {
        dropModel("first");
        asked(facts -> {
            facts.work()
                    .set(new Schedule(
                            "eu-1", "replicate", "* * * * * ?", true, new TreeMap<>(), 1, Instant.now(), "t"));
            return facts;
        });
        start();
        Files.copy(Path.of("src/test/resources/images/comfy.png"), folder.resolve("outputs/a.png"));

        await(
                "the record",
                () -> asked(facts -> facts.records().search(RecordQuery.newest(5)))
                                .size()
                        == 1);
        await("a copy in the mirror", () -> Files.isDirectory(folder.resolve("mirror/models/z-image-turbo")));
    }

    @Test
    void ordersOfTheDatabaseAreRunAndAnswered() throws IOException {
        dropModel("first");
        start();
        await("the first snapshot", () -> snapshotsTold().size() == 1);

        assertThat(ordered("verify")).isEqualTo(WorkOrder.State.DONE);
        assertThat(ordered("records")).isEqualTo(WorkOrder.State.DONE);
        Path old = storeOutput("old.png");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = storeOutput("young.png");
        assertThat(ordered("prune")).isEqualTo(WorkOrder.State.DONE);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("1 output deleted");
        assertThat(ordered("dance")).isEqualTo(WorkOrder.State.FAILED);
        List<JobRun> runs = asked(facts -> facts.work().runs("eu-1", 10));
        assertThat(runs).extracting(JobRun::job).contains("verify");
        assertThat(recordsKept()).anyMatch(SnapshotFact.class::isInstance).anyMatch(EpochGrant.class::isInstance);
    }

    private List<CatalogEntry> recordsKept() {
        try (var session = Session.open(means(), settings.task(StorePurpose.WRITE))) {
            var log = new RecordLog(session.repository(), new SecureRandom());
            return log.segments(Days.ALL).stream()
                    .flatMap(segment -> log.read(segment).entries().stream())
                    .toList();
        }
    }

    /** Returns its object's file. */
    private Path storeOutput(String name) {
        try (var session = Session.open(means(), settings.task(StorePurpose.WRITE))) {
            var description = new Output.Description(FilePath.of(name), "image/png", Instant.now());
            byte[] content = name.getBytes(StandardCharsets.UTF_8);
            var stored = new OutputStore(session.repository(), new SecureRandom())
                    .put(LocalDate.now(ZoneOffset.UTC), description, () -> new ByteArrayInputStream(content));
            return folder.resolve("repository").resolve(stored.output().key().value());
        }
    }

    @Test
    void aFullTellsAlsoOfTheIncrementalThatItsRunCommittedFirst() throws IOException {
        dropModel("first");
        start();
        await("the first snapshot", () -> snapshotsTold().size() == 1);

        assertThat(ordered("full")).isEqualTo(WorkOrder.State.DONE);

        await("all snapshots that the repository has", () -> snapshotsTold().size() == versionsStored());
        assertThat(snapshotsTold())
                .extracting(fact -> fact.set().number() + "/" + fact.slot())
                .contains("1/0", "1/1", "2/0");
    }

    private WorkOrder.State ordered(String kind) {
        var order = new WorkOrder(
                Token.random(new SecureRandom()), "eu-1", kind, new TreeMap<>(), 1, Instant.now(), "test");
        asked(facts -> {
            facts.work().place(order);
            return order;
        });
        await("an answer to " + kind, () -> isEnded(asked(facts -> facts.work().state(order.id()))));
        return asked(facts -> facts.work().state(order.id()));
    }

    private static boolean isEnded(WorkOrder.State state) {
        return state == WorkOrder.State.DONE || state == WorkOrder.State.FAILED;
    }

    @Test
    void nothingIsLostAndNothingWaitsWhileTheDatabaseIsGone() throws IOException {
        dropModel("first");
        start();
        await("the first snapshot", () -> snapshotsTold().size() == 1);
        server.freeze();
        try {
            dropModel("second");
            await("the second version, without the database", () -> versionsStored() == 2);
            stop();
            start();
            dropModel("third");
            await("a third, after a start without the database", () -> versionsStored() == 3);
            await("readiness", () -> get("/health/ready").statusCode() == 200);
        } finally {
            server.thaw();
        }

        await("all facts in the database", () -> snapshotsTold().size() == 3);
    }

    @Test
    void aRegionThatIsReplacedStopsWritingAtOnceAndSaysWhy() throws IOException {
        dropModel("first");
        start();
        await("the first snapshot", () -> snapshotsTold().size() == 1);
        asked(facts -> {
            facts.fleet().grant(new EpochGrant(2, "us-1", Instant.now(), "test", "drill"));
            return facts;
        });
        await("the new role", () -> get("/health/ready").body().contains("fenced with epoch 2"));

        dropModel("second");

        await("the refusal", () -> told.toString(StandardCharsets.UTF_8).contains("\"event\":\"job passed over\""));
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(versionsStored()).isEqualTo(1);
    }

    @Test
    void theCheckTriesOutEverythingThatIsNamed() throws IOException {
        dropModel("first");

        var findings = new AgentCheck(settings, means()).run();

        assertThat(findings)
                .allSatisfy(finding ->
                        assertThat(finding.exitCode()).as(finding.toString()).isZero());
        assertThat(findings)
                .extracting("name")
                .contains(
                        "state",
                        "model z-image-turbo",
                        "key",
                        "repository, to prune",
                        "repository, to follow",
                        "mirror us-1",
                        "database",
                        "database, to write",
                        "job full");
        Files.delete(folder.resolve("key"));
        server.close();
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            settings = settings(taken.getLocalPort());
            assertThat(new AgentCheck(settings, means()).run())
                    .filteredOn(finding -> finding.exitCode() != 0)
                    .extracting("name")
                    .contains("key", "database", "http 127.0.0.1:" + taken.getLocalPort());
        }
    }
}
