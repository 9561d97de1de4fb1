package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.DirectoryObjectStore;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.LocalState;
import io.twinkeep.core.operation.PathFilter;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A primary with a model and a repository, a standby with a repository and a directory, and what was told. */
final class TwoRegions {
    static final ModelName MODEL = new ModelName("z-image-turbo");
    private static final SecureRandom RANDOM = new SecureRandom();
    // This process holds what other tests left in it: no pass shall think that it is its own garbage, and collect it.
    private static final Limits LIMITS = Limits.ofThreads(2).withMemory(1 << 30);

    final Path source;
    final Path root;
    final Path ownDirectory;
    final TrainedModel training;
    final FailingStore origin;
    FailingStore own;
    final MemoryAliases aliases = new MemoryAliases();
    final List<Fact> facts = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    Consumer<String> atNote = note -> {};
    Consumer<Fact> sink = facts::add;
    Prewarm prewarm = Prewarm.NONE;
    FollowRules rules = FollowRules.DEFAULT;
    ParityRules parityRules = ParityRules.DEFAULT;
    Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private final KeyFile key;

    TwoRegions(Path dir) throws IOException {
        this(dir, 1 << 20);
    }

    /** @param weights of the model, two bytes each */
    TwoRegions(Path dir, int weights) throws IOException {
        training = new TrainedModel(weights);
        source = dir.resolve("source");
        root = dir.resolve("standby");
        ownDirectory = Files.createDirectories(dir.resolve("own"));
        origin = new FailingStore(new DirectoryObjectStore(Files.createDirectories(dir.resolve("origin"))));
        own = new FailingStore(new DirectoryObjectStore(ownDirectory));
        var config = config();
        key = KeyFile.generate(config.id(), RANDOM);
        Repository.create(origin, config, key, "test", RANDOM);
        Repository.createMirror(own, config());
    }

    private static RepositoryConfig config() {
        return new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
    }

    /** Keeps the standby as it is. */
    void remember(Path copy) throws IOException {
        copy(ownDirectory, copy.resolve("own"));
        copy(root, copy.resolve("standby"));
    }

    /** Makes the standby what it was. */
    void goBackTo(Path copy) throws IOException {
        VersionRemoval.remove(ownDirectory);
        VersionRemoval.remove(root);
        copy(copy.resolve("own"), ownDirectory);
        copy(copy.resolve("standby"), root);
        own = new FailingStore(new DirectoryObjectStore(ownDirectory));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(
                        one,
                        to.resolve(from.relativize(one)),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Trains for a day and backs up what came of it. */
    Sha256 day(boolean full) throws IOException {
        training.train();
        return backup(full);
    }

    Sha256 backup(boolean full) throws IOException {
        training.write(source);
        try (SourceTree tree = FileTrees.source(source.toString(), VfsSettings.DEFAULT)) {
            return new Backup(engine(origin, Progress.NONE))
                    .run(tree, new Backup.Order(MODEL, full, new TreeMap<>(), PathFilter.ALL, false))
                    .version()
                    .value();
        }
    }

    void point(Sha256 version) {
        aliases.point(MODEL, version, now);
    }

    private Engine engine(ObjectStore store, Progress progress) {
        return Engine.on(
                Repositories.openMirror(store, List.of(key)),
                Codecs::create,
                RANDOM,
                InstantSource.system(),
                LIMITS,
                progress);
    }

    Engine originEngine() {
        return engine(origin, Progress.NONE);
    }

    private Repositories repositories() {
        return new Repositories(() -> engine(origin, progress()), () -> engine(own, progress()));
    }

    private FollowedModel model() {
        return new FollowedModel(MODEL, "eu", root);
    }

    Follower follower() {
        return new Follower(
                model(),
                rules,
                aliases,
                repositories(),
                prewarm,
                () -> 1,
                fact -> sink.accept(fact),
                () -> now,
                progress());
    }

    /** A pass, a minute after whatever came before. */
    Follower.Outcome follow() {
        now = now.plus(Duration.ofMinutes(1));
        return follower().run();
    }

    Parity.Outcome parity() {
        now = now.plus(Duration.ofMinutes(1));
        return new Parity(
                        model(),
                        parityRules,
                        Parity.current(model()),
                        repositories(),
                        () -> 1,
                        fact -> sink.accept(fact),
                        () -> now,
                        progress())
                .run();
    }

    private Progress progress() {
        return new Progress() {
            @Override
            public void begin(String phase, long totalBytes) {}

            @Override
            public void advance(long bytes) {}

            @Override
            public void note(String message) {
                synchronized (notes) {
                    notes.add(message);
                }
                atNote.accept(message);
            }
        };
    }

    Path current() {
        return root.resolve("current");
    }

    Path version(Sha256 version) {
        return root.resolve("versions").resolve(version.toString());
    }

    /** What {@code current} names; empty if there is nothing. */
    Optional<Sha256> served() {
        return new ModelPlace(root).current();
    }

    /** The version that the bytes in a directory make. */
    static Sha256 digest(Path directory) {
        try (SourceTree tree = FileTrees.source(directory.toString(), VfsSettings.DEFAULT)) {
            return LocalState.read(tree, 2, Progress.NONE).version().value();
        }
    }

    List<DeploymentState> told(Sha256 version) {
        return facts.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .filter(deployment -> deployment.version().equals(version))
                .map(Deployment::state)
                .toList();
    }

    static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 4;
        Files.write(file, bytes);
    }
}
