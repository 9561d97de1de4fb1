package io.twinkeep.agent.demo;

import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.BucketFeatures;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.ObjectStores;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.S3Bucket;
import io.twinkeep.core.objectstore.S3Config;
import io.twinkeep.core.objectstore.S3Credentials;
import io.twinkeep.core.objectstore.S3Timeouts;
import io.twinkeep.core.objectstore.StoreSettings;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.LocalState;
import io.twinkeep.core.operation.PathFilter;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Restore;
import io.twinkeep.core.operation.VersionSelector;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.repository.RepositoryConfig.Writers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Tells Twinkeep's main job by doing it: back up, train, back up, lose everything, restore, prove. Used once. */
public final class Demo {
    private static final String BUCKET = "twinkeep-demo";

    private final Order order;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Progress progress;
    private final List<Step> steps = new ArrayList<>();

    /** @param random must be cryptographically strong and thread-safe */
    public Demo(Order order, RandomGenerator random, InstantSource clock, Progress progress) {
        this.order = order;
        this.random = random;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What to show.
     *
     * @param model the user's own, which is only read; empty for one that is made
     * @param serverJars the folder of the S3 server's libraries
     * @param temp where the temporary folder is made
     * @param keep whether that folder stays
     */
    public record Order(Optional<Path> model, Path serverJars, Path temp, boolean keep, int threads, boolean tiny) {}

    /** One act: {@code modelBytes} is how large the model is, {@code movedBytes} what went over the wire for it. */
    public record Step(String name, long files, long modelBytes, long movedBytes, Duration time) {}

    /** How it ended: the digest before and after. {@code folder} is where everything was. */
    public record Outcome(List<Step> steps, String lost, String restored, Path folder) {}

    /** @throws Corrupt if what came back is not what was lost, which nobody has seen */
    public Outcome run() {
        try (var workplace = Workplace.make(order.temp(), order.keep());
                var server = S3Server.start(order.serverJars(), workplace.folder("bucket"), secret())) {
            Path primary = order.model().orElseGet(() -> workplace.folder("primary"));
            SmallModel made = order.tiny() ? new SmallModel(128, 2) : SmallModel.USUAL;
            if (order.model().isEmpty()) {
                progress.begin("making a model in the shape of Z-Image-Turbo", 0);
                write(() -> made.write(primary));
            } else {
                refuseTooLarge(workplace, primary);
            }
            try (ObjectStore store = bucket(server)) {
                Engine engine = engine(store, workplace);
                String lost = backUpTwice(engine, primary, made);
                lose(workplace, primary);
                Path standby = workplace.folder("standby");
                return new Outcome(steps, lost, restore(engine, standby, lost), workplace.root());
            }
        }
    }

    private String secret() {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new Failed("the demonstration's model can't be written: " + e, "name another folder with --temp", e);
        }
    }

    /** The bucket and the standby's copy both lie in the temporary folder. */
    private void refuseTooLarge(Workplace workplace, Path model) {
        try (SourceTree source = open(model)) {
            long bytes = source.list().stream().mapToLong(stat -> stat.size()).sum();
            if (2.2 * bytes > workplace.freeBytes()) {
                throw new Failed(
                        "showing this model takes " + (long) (2.2 * bytes) + " bytes, and " + order.temp() + " has "
                                + workplace.freeBytes() + " free",
                        "name a larger folder with --temp");
            }
        }
    }

    private ObjectStore bucket(S3Server server) {
        var credentials = new S3Credentials(server.accessKey(), server.secretKey());
        var config = new S3Config(server.endpoint(), BUCKET, "us-east-1", credentials, S3Timeouts.DEFAULT, 0);
        try (var bucket = new S3Bucket(config, clock)) {
            bucket.create(new BucketFeatures(false, false));
        }
        var address = RepositoryAddress.parse("s3:" + server.endpoint() + "/" + BUCKET + "/models");
        return ObjectStores.open(address, StoreSettings.DEFAULT.withCredentials(credentials));
    }

    private Engine engine(ObjectStore store, Workplace workplace) {
        var config = new RepositoryConfig(RepositoryId.random(random), clock.instant(), Writers.MANY, 0);
        var key = KeyFile.create(workplace.root().resolve("twinkeep.key"), config.id(), random);
        Repository repository = Repository.create(store, config, key, "demo", random);
        return Engine.on(repository, Codecs::create, random, clock, Limits.ofThreads(order.threads()), progress);
    }

    private static ModelName name() {
        return new ModelName("z-image-turbo");
    }

    /** Returns the digest of what is lost afterwards. */
    private String backUpTwice(Engine engine, Path primary, SmallModel made) {
        backUp("full backup", engine, primary);
        if (order.model().isEmpty()) {
            progress.begin("training it for a day", 0);
            write(() -> made.train(primary, 1));
            backUp("incremental after a day of training", engine, primary);
        } else {
            backUp("incremental, nothing changed", engine, primary);
        }
        return digest(primary);
    }

    private void backUp(String step, Engine engine, Path primary) {
        Instant start = clock.instant();
        try (SourceTree source = open(primary)) {
            var outcome = new Backup(engine)
                    .run(source, new Backup.Order(name(), false, new TreeMap<>(), PathFilter.ALL, false));
            add(step, outcome.files(), outcome.bytesTotal(), outcome.bytesStored(), start);
        }
    }

    /** Only a copy of our own is ever deleted. */
    private void lose(Workplace workplace, Path primary) {
        if (order.model().isEmpty()) {
            workplace.delete(primary);
            progress.note("the primary copy is gone: " + primary);
        } else {
            progress.note("your directory was only read, and stays: " + primary);
        }
    }

    private String restore(Engine engine, Path standby, String lost) {
        Instant start = clock.instant();
        try (TargetTree target = FileTrees.target(standby.toString(), VfsSettings.DEFAULT)) {
            var outcome = new Restore(engine)
                    .run(target, new Restore.Order(name(), new VersionSelector.Latest(), PathFilter.ALL, false, false));
            add("restore on the standby", outcome.files(), outcome.bytesWritten(), outcome.bytesDownloaded(), start);
        }
        String restored = digest(standby);
        if (!restored.equals(lost)) {
            throw new Corrupt(
                    "the standby holds " + restored + ", what was lost is " + lost, "please report this: it is a bug");
        }
        return restored;
    }

    private void add(String step, long files, long modelBytes, long movedBytes, Instant start) {
        steps.add(new Step(step, files, modelBytes, movedBytes, Duration.between(start, clock.instant())));
    }

    private String digest(Path directory) {
        try (SourceTree source = open(directory)) {
            return LocalState.read(source, order.threads(), progress).version().toString();
        }
    }

    private static SourceTree open(Path directory) {
        return FileTrees.source(directory.toString(), VfsSettings.DEFAULT);
    }
}
