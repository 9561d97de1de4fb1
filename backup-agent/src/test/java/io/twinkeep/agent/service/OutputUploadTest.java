package io.twinkeep.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.LogForm;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.demo.ChaosProxy;
import io.twinkeep.agent.demo.ChaosProxy.Weather;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Important images of a real agent, in a real S3 store behind a link that fails, and told to a real Postgres. */
@Timeout(180)
class OutputUploadTest {
    private static final String DATABASE = "facts";
    private static final S3Credentials CREDENTIALS = new S3Credentials("TESTKEY", "a-secret-for-tests");
    private static final AgentTimes QUICK =
            new AgentTimes(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private S3Proxy s3;
    private ChaosProxy link;
    private EmbeddedServer server;
    private AgentSettings settings;
    private Agent agent;

    @BeforeEach
    void prepare() throws Exception {
        Files.createDirectories(folder.resolve("model"));
        Files.createDirectories(folder.resolve("outputs"));
        startStore();
        server = EmbeddedServer.primary(getClass().getClassLoader(), folder.resolve("pg"), "server-a");
        server.createFacts(DATABASE);
        server.addAgent(DATABASE, "eu_agent", "eu-1");
        server.addAgent(DATABASE, "us_agent", "us-1");
        server.addLogin("the_server", "twinkeep_server");
        server.execute(DATABASE, "select grant_epoch(1, 'eu-1', now(), 'test', 'begin'); select declare_servers('{}')");
        settings = settings();
        makeRepository();
        start();
    }

    private void startStore() throws Exception {
        s3 = S3Proxy.builder()
                .blobStore(BlobStores.create("transient-nio2", new Properties()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .ignoreUnknownHeaders(true)
                .build();
        s3.start();
        link = new ChaosProxy(s3.getPort());
        var endpoint = URI.create("http://127.0.0.1:" + s3.getPort());
        var config = new S3Config(endpoint, "twins", "us-east-1", CREDENTIALS, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, InstantSource.system())) {
            bucket.create(new BucketFeatures(false, false));
        }
    }

    private AgentSettings settings() throws IOException {
        String text = """
                region: eu-1
                agent: test
                state: %1$s/state
                repository: { address: 's3:http://127.0.0.1:%2$d/twins/a', key-file: %1$s/key }
                models: [{ name: z-image-turbo, directory: %1$s/model }]
                outputs: { directory: %1$s/outputs, important: { globs: ['keep/**'] } }
                database: { hosts: ['%3$s'], name: facts, login: eu_agent }
                limits: { threads: 1 }
                http: none
                log: json
                """.formatted(folder, link.address().getPort(), server.host());
        Map<String, String> environment =
                Map.of("AWS_ACCESS_KEY_ID", CREDENTIALS.accessKey(), "AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretKey());
        return AgentSettings.read(Files.writeString(folder.resolve("agent.yaml"), text), environment);
    }

    private static Means means() {
        return new Means(new SecureRandom(), InstantSource.system(), Progress.NONE);
    }

    private void makeRepository() {
        var task = settings.task(StorePurpose.WRITE);
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

    @AfterEach
    void clear() throws Exception {
        agent.close();
        server.close();
        link.close();
        s3.stop();
    }

    private void drop(String name) throws IOException {
        Path file = folder.resolve("outputs").resolve(name);
        Files.createDirectories(file.getParent());
        Path temporary = folder.resolve("incoming");
        Files.write(temporary, Files.readAllBytes(Path.of("src/test/resources/images/comfy.png")));
        Files.writeString(temporary, name, StandardOpenOption.APPEND);
        Files.move(temporary, file);
    }

    private <T> T asked(Function<Facts, T> question) {
        try (Facts facts = PostgresFacts.open(server.config(DATABASE, "the_server"), Purpose.WRITE)) {
            return question.apply(facts);
        }
    }

    private List<GenerationRecord> storedOnes() {
        return asked(facts -> facts.records().search(RecordQuery.newest(1_000))).stream()
                .filter(record -> record.storedAs().isPresent())
                .toList();
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited for: %s; the agent told:%n%s", what, told)
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000); // a database tells nobody
        }
    }

    private boolean isTold(String text) {
        return told.toString(StandardCharsets.UTF_8).contains(text);
    }

    /** What the record says is in the repository is there, and comes to the same bytes. */
    private void assertRestorable(GenerationRecord record) {
        try (var session = Session.open(means(), settings.task(StorePurpose.WRITE))) {
            var outputs = new OutputStore(session.repository(), new SecureRandom());
            var key = new ObjectKey(record.storedAs().orElseThrow());
            var info = session.repository().store().find(key).orElseThrow();
            Output output = outputs.output(info);
            var bytes = new ByteArrayOutputStream();
            outputs.copy(output, bytes::writeBytes);
            assertThat(Sha256.of(bytes.toByteArray())).isEqualTo(record.output());
            assertThat(output.description().path()).hasToString(record.path());
            assertThat(output.description().mediaType()).isEqualTo("image/png");
        }
    }

    @Test
    void importantImagesAreStoredAndTheCatalogueKnowsWhereOthersStay() throws IOException {
        drop("keep/a.png");
        drop("b.png");

        await("the stored record", () -> storedOnes().size() == 1);

        assertRestorable(storedOnes().getFirst());
        assertThat(storedOnes()).extracting(GenerationRecord::path).containsExactly("keep/a.png");
    }

    @Test
    void aStoreThatIsBusyThenCutLosesNothingAndARestartGoesOn() throws IOException {
        drop("keep/a.png");
        await("the first", () -> storedOnes().size() == 1);
        link.set(Weather.OVERLOADED);
        drop("keep/b.png");
        await(
                "the record",
                () -> asked(facts -> facts.records().search(RecordQuery.newest(9)))
                                .size()
                        == 2);
        link.set(Weather.GONE);
        drop("keep/c.png");
        await(
                "its record",
                () -> asked(facts -> facts.records().search(RecordQuery.newest(9)))
                                .size()
                        == 3);
        agent.close();
        link.set(Weather.FINE);
        start();

        await("all stored", () -> storedOnes().size() == 3);

        assertThat(storedOnes()).allSatisfy(this::assertRestorable);
    }

    @Test
    void aFencedRegionStoresNothingUntilItIsReadmitted() throws IOException {
        drop("keep/a.png");
        await("the first", () -> storedOnes().size() == 1);
        asked(facts -> {
            facts.fleet().grant(new EpochGrant(2, "us-1", Instant.now(), "test", "drill"));
            return facts;
        });
        await("the role", () -> isTold("\"role\":\"FENCED\""));
        drop("keep/b.png");
        await("the refusal", () -> isTold("\"event\":\"outputs wait\""));
        assertThat(isTold("was fenced with epoch 2")).isTrue();
        assertThat(storedOnes()).hasSize(1);

        asked(facts -> {
            facts.fleet().readmit("eu-1", 2, Instant.now());
            return facts;
        });

        await("the second", () -> storedOnes().size() == 2);
    }
}
