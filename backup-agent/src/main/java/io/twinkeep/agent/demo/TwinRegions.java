package io.twinkeep.agent.demo;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.RepositoryCreation;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.repository.RepositoryConfig.Writers;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A primary and a standby region on this machine, as real as it has room for: an S3 server each, a Postgres pair that replicates,
 * an agent process each, and a stand-in for the model service. Started and closed by one thread.
 */
public final class TwinRegions implements AutoCloseable {
    private static final String SERVER_LOGIN = "the_server";

    private final Path root;
    private final Path home;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private TwinRegion primary;
    private TwinRegion standby;
    private EmbeddedServer database;
    private EmbeddedServer databaseStandby;
    private ModelService service;

    private TwinRegions(Path root, Path home, RandomGenerator random, InstantSource clock) {
        this.root = root;
        this.home = home;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Starts all but the agents.
     *
     * @param root an empty folder for everything
     * @param home where {@code bin/twinkeep} and the servers' libraries are
     * @param pause between two images
     * @param front what agents use to reach an S3 server: the server itself, or something that stands before it
     */
    public static TwinRegions start(
            Path root, Path home, RandomGenerator random, InstantSource clock, Duration pause, Front front) {
        var regions = new TwinRegions(root, home, random, clock);
        try {
            regions.startStores(front);
            regions.startDatabases();
            regions.service = regions.started(ModelService.start(regions.primary.outputs(), pause));
            regions.configure();
            regions.makeRepository();
            return regions;
        } catch (RuntimeException e) {
            regions.close();
            throw e;
        }
    }

    /** Stands before a region's S3 server. */
    @FunctionalInterface
    public interface Front {
        URI before(String region, URI server);
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private void startStores(Front front) {
        String secret = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        write(root.resolve("s3.secret"), secret);
        primary = region("eu-1", secret, front);
        standby = region("us-1", secret, front);
    }

    private TwinRegion region(String name, String secret, Front front) {
        Path folder = folder(root.resolve(name));
        S3Server store = started(S3Server.start(libraries(), folder(folder.resolve("bucket")), secret));
        createBucket(store);
        var region = new TwinRegion(name, folder, front.before(name, store.endpoint()));
        folder(region.model());
        folder(region.outputs());
        return region;
    }

    private Path libraries() {
        return home.resolve("target/demo-lib");
    }

    private void createBucket(S3Server server) {
        var credentials = new S3Credentials(server.accessKey(), server.secretKey());
        var config =
                new S3Config(server.endpoint(), TwinRegion.BUCKET, "us-east-1", credentials, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, clock)) {
            bucket.create(new BucketFeatures(false, false));
        }
    }

    private void startDatabases() {
        URLClassLoader postgres = started(Libraries.of(libraries()));
        database = started(EmbeddedServer.primary(postgres, primary.folder().resolve("postgres"), "db-eu-1"));
        database.createFacts(TwinRegion.DATABASE);
        database.addAgent(TwinRegion.DATABASE, primary.login(), primary.name());
        database.addAgent(TwinRegion.DATABASE, standby.login(), standby.name());
        database.addLogin(SERVER_LOGIN, "twinkeep_server");
        database.execute(TwinRegion.DATABASE, """
                select grant_epoch(1, '%s', now(), 'demo', 'the first primary');
                select declare_servers('{db-eu-1,db-us-1}')""".formatted(primary.name()));
        databaseStandby = started(database.standby(standby.folder().resolve("postgres"), "db-us-1"));
    }

    private void configure() {
        String access =
                "{ access-key: %s, secret-key-file: %s }".formatted(S3Server.ACCESS_KEY, root.resolve("s3.secret"));
        String eu = database.host().toString();
        String us = databaseStandby.host().toString();
        primary.configure(standby, List.of(eu, us), access, key(), """
                models: [{ name: %s, directory: %s }]
                outputs: { directory: %s, important: { globs: ['favourites/**'] } }
                """.formatted(
                        TwinRegion.MODEL, primary.model(), primary.outputs()));
        standby.configure(primary, List.of(us, eu), access, key(), """
                models: [{ name: %s, directory: %s }]
                following:
                  directory: %s
                  from: %s
                  keep-free: 1GiB
                  prewarm: { command: [test, -d, '%s/.'] } # a real one makes an image
                parity: { heal: true }
                """.formatted(
                        TwinRegion.MODEL, standby.current(), standby.twin(), primary.name(), standby.current()));
    }

    private Path key() {
        return root.resolve("twinkeep.key");
    }

    private void makeRepository() {
        AgentConfig task = AgentSettings.read(primary.config(), Map.of()).task(StorePurpose.WRITE);
        var wanted = new RepositoryConfig(RepositoryId.random(random), clock.instant(), Writers.MANY, 0);
        var place = new RepositoryCreation.Place(task.requiredRepository(), task, task.s3());
        try (var creation = new RepositoryCreation(new Means(random, clock, Progress.NONE), place, wanted)) {
            creation.create();
        }
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failed("the folder " + folder + " can't be made: " + e, "name another one with --temp", e);
        }
    }

    private static void write(Path file, String secret) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret);
        } catch (IOException e) {
            throw new Failed("the file " + file + " can't be written: " + e, "name another folder with --temp", e);
        }
    }

    /** Where models and images are made. */
    public TwinRegion primary() {
        return primary;
    }

    /** Where they arrive. */
    public TwinRegion standby() {
        return standby;
    }

    EmbeddedServer database() {
        return database;
    }

    EmbeddedServer databaseStandby() {
        return databaseStandby;
    }

    ModelService service() {
        return service;
    }

    /** The caller closes it, or this does. */
    public AgentProcess startAgent(TwinRegion region) {
        return started(AgentProcess.start(home, region.config(), region.log()));
    }

    /** The facts as the admin server sees them; the caller closes them. */
    public Facts facts() {
        String hosts = database.host() + "," + databaseStandby.host();
        return PostgresFacts.open(DatabaseConfig.of(hosts, TwinRegion.DATABASE, SERVER_LOGIN, () -> ""), Purpose.WRITE);
    }

    /** Ends all that was started, the last first. */
    @Override
    public void close() {
        Failed failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new Failed("a part of the demonstration did not stop", "", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
