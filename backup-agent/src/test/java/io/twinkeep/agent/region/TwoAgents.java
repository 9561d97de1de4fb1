package io.twinkeep.agent.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.LogForm;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.follow.ModelPlace;
import io.twinkeep.agent.follow.RegionParity;
import io.twinkeep.agent.service.Agent;
import io.twinkeep.agent.service.AgentTimes;
import io.twinkeep.agent.service.EventLog;
import io.twinkeep.agent.service.Setup;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.operation.LocalState;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Versions;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The agents of a primary, eu-1, and of a standby, us-1, in this process, with one Postgres and repositories in directories. */
final class TwoAgents implements AutoCloseable {
    static final ModelName MODEL = new ModelName("z-image-turbo");
    static final String PRIMARY = "eu-1";
    static final String STANDBY = "us-1";
    private static final String DATABASE = "facts";
    private static final AgentTimes QUICK =
            new AgentTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(20));

    final EmbeddedServer server;
    private final Path folder;
    private final Map<String, Agent> agents = new HashMap<>();
    private final Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    private int moves;

    TwoAgents(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("eu-1-model"));
        Files.createDirectories(folder.resolve("us-1-model"));
        server = EmbeddedServer.primary(getClass().getClassLoader(), folder.resolve("pg"), "server-a");
        server.createFacts(DATABASE);
        server.addAgent(DATABASE, "eu_1", PRIMARY);
        server.addAgent(DATABASE, "us_1", STANDBY);
        server.addLogin("the_server", "twinkeep_server");
        server.execute(DATABASE, "select grant_epoch(1, 'eu-1', now(), 'test', 'begin'); select declare_servers('{}')");
        makeRepository();
    }

    /** @param following keys of that section beside {@code directory} */
    AgentSettings settings(String region, String following) throws IOException {
        String other = region.equals(PRIMARY) ? STANDBY : PRIMARY;
        String text = """
                region: %1$s
                agent: test
                state: %2$s/%1$s-state
                repository: { address: 'file:%2$s/%1$s-repository', key-file: %2$s/key }
                mirrors: [{ name: %3$s, address: 'file:%2$s/%3$s-repository' }]
                models: [{ name: z-image-turbo, directory: %2$s/%1$s-model }]
                watch: { poll: 1s, settle: 0s }
                database: { hosts: ['%4$s'], name: facts, login: %5$s }
                schedule: { replicate: none, follow: none }
                limits: { threads: 1 }
                http: 127.0.0.1:0
                log: json
                following: { directory: %2$s/%1$s-twin, keep-free: 1, %6$s }
                """.formatted(region, folder, other, server.host(), region.replace('-', '_'), following);
        return AgentSettings.read(Files.writeString(folder.resolve(region + ".yaml"), text), Map.of());
    }

    Means means() {
        return new Means(new SecureRandom(), InstantSource.system(), Progress.NONE);
    }

    private void makeRepository() throws IOException {
        AgentConfig task = settings(PRIMARY, "alias: latest").task(StorePurpose.WRITE);
        var wanted = new RepositoryConfig(
                RepositoryId.random(new SecureRandom()), Instant.now(), RepositoryConfig.Writers.MANY, 0);
        var place = new RepositoryCreation.Place(task.requiredRepository(), task, task.s3());
        try (var creation = new RepositoryCreation(means(), place, wanted)) {
            creation.create();
        }
    }

    void start(String region, String following) throws IOException {
        var told = logs.computeIfAbsent(region, ignored -> new ByteArrayOutputStream());
        var out = new PrintStream(told, true, StandardCharsets.UTF_8);
        var log = new EventLog(out, LogForm.JSON, InstantSource.system());
        var setup = new Setup("test", log, InstantSource.system(), new SecureRandom())
                .withTimes(QUICK)
                .withExtension(Region::of);
        agents.put(region, Agent.start(settings(region, following), setup));
    }

    void stop(String region) {
        agents.remove(region).close();
    }

    String log(String region) {
        return logs.get(region).toString(StandardCharsets.UTF_8);
    }

    /** Puts a file into the primary's model in one step; the version that it makes. */
    Sha256 drop(String content) throws IOException {
        Path temporary = Files.writeString(folder.resolve("incoming"), content);
        Path model = folder.resolve("eu-1-model");
        Files.move(temporary, model.resolve("weights.bin"), StandardCopyOption.REPLACE_EXISTING);
        return digest(model);
    }

    static Sha256 digest(Path directory) {
        try (SourceTree tree = FileTrees.source(directory.toString(), VfsSettings.DEFAULT)) {
            return LocalState.read(tree, 1, Progress.NONE).version().value();
        }
    }

    Path twin() {
        return folder.resolve("us-1-twin");
    }

    Optional<Sha256> served() {
        return new ModelPlace(twin()).current();
    }

    <T> T asked(Function<Facts, T> question) {
        try (Facts facts = PostgresFacts.open(server.config(DATABASE, "the_server"), Purpose.WRITE)) {
            return question.apply(facts);
        }
    }

    void promote(Sha256 version) {
        var move = new AliasMove(
                PromotionId.random(new SecureRandom()),
                MODEL,
                "production",
                ++moves,
                version,
                asked(facts -> facts.fleet().epoch()),
                Instant.now(),
                "test",
                "");
        asked(facts -> {
            facts.aliases().move(move);
            return move;
        });
    }

    void grant(int epoch, String region) {
        asked(facts -> {
            facts.fleet().grant(new EpochGrant(epoch, region, Instant.now(), "test", "drill"));
            return facts;
        });
    }

    boolean isTold(Sha256 version, DeploymentState state) {
        List<Deployment> told = asked(facts -> facts.deployments().deployments(MODEL));
        return told.stream()
                .anyMatch(one -> one.region().equals(STANDBY)
                        && one.version().equals(version)
                        && one.state() == state
                        && one.verified().isPresent());
    }

    /** As anybody computes it who can read the facts. */
    RegionParity parity(Sha256 wanted) {
        return asked(facts -> RegionParity.of(
                wanted, List.of(PRIMARY, STANDBY), facts.deployments().deployments(MODEL)));
    }

    Deployment deployment(String region, Sha256 version) {
        List<Deployment> told = asked(facts -> facts.deployments().deployments(MODEL));
        return told.stream()
                .filter(one -> one.region().equals(region) && one.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    boolean isStored(Sha256 version) {
        return asked(facts -> facts.versions().version(MODEL, version)).isPresent();
    }

    /** Whether a promotion keeps the version in the region's repository. */
    boolean isPinned(String region, Sha256 version) throws IOException {
        AgentConfig task = settings(region, "alias: latest").task(StorePurpose.WRITE);
        try (var session = Session.open(means(), task)) {
            return new Versions(session.engine())
                    .list(MODEL).stream()
                            .anyMatch(one ->
                                    one.pinned() && one.body().version().value().equals(version));
        }
    }

    String metrics(String region) {
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + agents.get(region).httpPort().orElseThrow() + "/metrics"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited for: %s; the agents told:%n%s", what, logs)
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000); // a directory and a database tell nobody
        }
    }

    @Override
    public void close() {
        server.thaw();
        List.copyOf(agents.keySet()).forEach(this::stop);
        server.close();
    }
}
