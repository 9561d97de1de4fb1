package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Entries of the catalogue of every kind with random fields, the same for the same seed. */
public final class RandomEntries {
    private static final ModelName MODEL = new ModelName("z-image-turbo");

    private final Random random;

    public RandomEntries(long seed) {
        random = new Random(seed);
    }

    /** One of each kind. */
    public List<CatalogEntry> oneOfEach() {
        return List.of(
                generationRecord(),
                audit(),
                move(),
                grant(),
                version(),
                snapshot(),
                use(),
                deployment(),
                run(),
                beat());
    }

    public GenerationRecord generationRecord() {
        return new GenerationRecord(
                text(),
                text(),
                digest(),
                random.nextLong() >>> 1,
                time(),
                maybe(this::text),
                maybe(this::digest),
                maybe(() -> new BigInteger(64, random)),
                number(),
                maybe(random::nextGaussian),
                maybe(this::text),
                number(),
                number(),
                maybe(this::text),
                maybe(this::text),
                maybe(this::digest),
                random.nextBoolean(),
                maybe(this::text),
                texts());
    }

    private AuditEvent audit() {
        return new AuditEvent(token(), text(), time(), text(), text(), text(), texts());
    }

    private AliasMove move() {
        return new AliasMove(
                new PromotionId(token()),
                MODEL,
                text(),
                random.nextInt(),
                digest(),
                random.nextInt(),
                time(),
                text(),
                text());
    }

    private EpochGrant grant() {
        return new EpochGrant(random.nextInt(), text(), time(), text(), text());
    }

    private VersionFact version() {
        var files = new ArrayList<VersionFile>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> {
            byte[] path = {(byte) (0x80 | random.nextInt(0x80)), '/', 'a'};
            files.add(new VersionFile(FilePath.ofBytes(path), random.nextLong() >>> 1, digest()));
        });
        return new VersionFact(MODEL, digest(), time(), files);
    }

    private SnapshotFact snapshot() {
        return new SnapshotFact(
                new RepositoryId(token()),
                MODEL,
                new SetId(1 + random.nextInt(9), 1 + random.nextInt(99)),
                random.nextInt(9),
                text(),
                pick(SnapshotFact.Kind.values()),
                digest(),
                new RunId(token()),
                random.nextLong() >>> 1,
                random.nextLong() >>> 1,
                time(),
                maybe(this::time));
    }

    private RepositoryUse use() {
        return new RepositoryUse(new RepositoryId(token()), text(), text(), time());
    }

    private Deployment deployment() {
        return new Deployment(
                text(),
                MODEL,
                digest(),
                pick(DeploymentState.values()),
                text(),
                maybe(this::time),
                random.nextInt(),
                time(),
                text());
    }

    private JobRun run() {
        var outcome = pick(JobRun.Outcome.values());
        Optional<Instant> ended = outcome == JobRun.Outcome.RUNNING ? Optional.empty() : Optional.of(time());
        return new JobRun(
                new RunId(token()),
                text(),
                text(),
                text(),
                time(),
                time(),
                ended,
                outcome,
                random.nextLong(),
                random.nextLong(),
                text());
    }

    private AgentHeartbeat beat() {
        return new AgentHeartbeat(
                text(), text(), text(), text(), new TreeSet<>(texts().keySet()), random.nextInt(), time(), time());
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private Token token() {
        return new Token(random.nextLong(), random.nextLong());
    }

    private Sha256 digest() {
        return new Sha256(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextLong(0, 253_402_300_799L), random.nextInt(1_000_000_000));
    }

    private OptionalInt number() {
        return random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private TreeMap<String, String> texts() {
        var texts = new TreeMap<String, String>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> texts.put(text(), text()));
        return texts;
    }

    private String text() {
        var text = new StringBuilder();
        IntStream.range(0, random.nextInt(12)).forEach(i -> {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        });
        return text.toString();
    }
}
