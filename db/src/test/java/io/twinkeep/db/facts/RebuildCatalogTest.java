package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.MemoryObjectStore;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.PathFilter;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.RebuildCatalog;
import io.twinkeep.core.operation.Replicate;
import io.twinkeep.core.operation.SnapshotFacts;
import io.twinkeep.core.outputs.Output;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.TestFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is lost comes back from repositories alone. */
class RebuildCatalogTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOON = TestFacts.NOON;
    private static final ModelName MODEL = TestFacts.MODEL;

    /** Every table that people and the other region look into; times of writing are none of their columns. */
    private static final List<String> TABLES = List.of(
            "region",
            "epoch",
            "agent",
            "model",
            "version",
            "version_file",
            "repository",
            "snapshot",
            "alias_move",
            "deployment",
            "job_run",
            "audit_event",
            "generation_record");

    private static int databases;

    @TempDir
    Path dir;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final RepositoryConfig config = config();
    private final KeyFile key = KeyFile.generate(config.id(), RANDOM);
    private String database;
    private PostgresFacts facts;

    private static RepositoryConfig config() {
        return new RepositoryConfig(RepositoryId.random(RANDOM), Instant.now(), RepositoryConfig.Writers.MANY, 0);
    }

    private static String freshDatabase() {
        return TestDatabases.fresh("rebuild_" + ++databases);
    }

    private static Engine engine(Repository repository) {
        return Engine.on(
                repository, Codecs::create, RANDOM, InstantSource.system(), Limits.ofThreads(2), Progress.NONE);
    }

    private Engine engine() {
        return engine(Repository.open(store, List.of(key)));
    }

    /** Two days of a small service: backups, outputs and their records, promotions, an audit trail, a failover. */
    @BeforeEach
    void live() throws IOException {
        Repository.create(store, config, key, "test", RANDOM);
        database = freshDatabase();
        facts = TestDatabases.facts(database, "the_server");
        var log = new RecordLog(engine().repository(), RANDOM);
        for (int day = 0; day < 2; day++) {
            List<Fact> told = new ArrayList<>(backup(day));
            told.addAll(outputs(day));
            told.add(audit(day));
            told.add(TestFacts.deployment("us-1", "v" + day, DeploymentState.ACTIVE, 1, NOON.plusSeconds(day)));
            told.add(new RepositoryUse(config.id(), "eu-1", "s3:https://eu.example.com/b", NOON.plusSeconds(day)));
            facts.writer().write(told);
            AliasMove move = move(day + 1);
            facts.aliases().move(move);
            var entries = new ArrayList<CatalogEntry>(told);
            entries.add(move);
            log.append(entries);
        }
        List<EpochGrant> grants = new ArrayList<>(facts.fleet().grants());
        var failover = new EpochGrant(2, "us-1", NOON.plusSeconds(99), "controller", "eu-1 is gone");
        facts.fleet().grant(failover);
        grants.add(failover);
        log.append(grants);
    }

    @AfterEach
    void close() {
        facts.close();
    }

    private List<Fact> backup(int day) throws IOException {
        Path model = Files.createDirectories(dir.resolve("model"));
        byte[] weights = new byte[20_000];
        new Random(day).nextBytes(weights);
        Files.write(model.resolve("weights.bin"), weights);
        Files.writeString(model.resolve("odd\\näme"), "day " + day);
        try (var source = FileTrees.source(model.toString(), VfsSettings.DEFAULT)) {
            new Backup(engine()).run(source, new Backup.Order(MODEL, day == 0, new TreeMap<>(), PathFilter.ALL, false));
        }
        var told = new SnapshotFacts(engine());
        SnapshotFacts.Counted last = told.counted(MODEL, SetId.FIRST).getLast();
        return List.of(told.version(last.listed()), told.snapshot("eu-1", last.listed(), last.storedBytes()));
    }

    private List<GenerationRecord> outputs(int day) {
        var outputs = new OutputStore(engine().repository(), RANDOM);
        return IntStream.range(day * 10, day * 10 + 10)
                .mapToObj(number -> {
                    GenerationRecord made = TestFacts.record("eu-1", number, "狐 in the snow " + number);
                    var description = new Output.Description(FilePath.of(made.path()), "image/png", made.made());
                    String where = outputs.put(
                                    LocalDate.of(2026, 11, 24),
                                    description,
                                    () -> new ByteArrayInputStream(new byte[] {(byte) number}))
                            .output()
                            .key()
                            .toString();
                    return number % 2 == 0 ? made.stored(where) : made;
                })
                .toList();
    }

    private static AuditEvent audit(int day) {
        var details = new TreeMap<>(Map.of("day", Integer.toString(day), "名", "\"x\"\\"));
        return new AuditEvent(
                new Token(5, day), "eu-1", NOON.plusSeconds(day), "ops", "promote", "production", details);
    }

    private static AliasMove move(int number) {
        return new AliasMove(
                PromotionId.random(RANDOM),
                MODEL,
                "production",
                number,
                TestFacts.digest("v" + number),
                1,
                NOON.plusSeconds(number),
                "ops",
                "number " + number);
    }

    /** All rows of a database, table by table, as text. */
    private static Map<String, List<String>> rows(String database) throws SQLException {
        var rows = new TreeMap<String, List<String>>();
        try (var connection = TestDatabases.connect(database, "the_reader");
                var statement = connection.createStatement()) {
            for (String table : TABLES) {
                var found = new ArrayList<String>();
                try (var result = statement.executeQuery("select t::text from twinkeep." + table + " t order by 1")) {
                    while (result.next()) {
                        found.add(result.getString(1));
                    }
                }
                rows.put(table, found);
            }
        }
        return rows;
    }

    private RebuildCatalog.Outcome rebuild(String into, List<Engine> from) {
        try (PostgresFacts empty = TestDatabases.facts(into, "the_server")) {
            return new RebuildCatalog(from, empty).run("eu-1");
        }
    }

    @Test
    void anEmptyDatabaseIsRefilledRowForRowAndASecondRunChangesNothing() throws SQLException {
        Map<String, List<String>> before = rows(database);
        assertThat(before.get("generation_record")).hasSize(20);
        assertThat(before.get("version_file")).hasSize(4);
        String fresh = freshDatabase();

        for (int run = 0; run < 2; run++) {
            RebuildCatalog.Outcome outcome = rebuild(fresh, List.of(engine()));

            assertThat(outcome.problems()).isEmpty();
            assertThat(outcome.segments()).isEqualTo(3);
            assertThat(outcome.snapshotsWithoutRecord()).isZero();
            assertThat(rows(fresh)).isEqualTo(before);
        }
    }

    @Test
    void aMirrorAloneIsEnough() throws SQLException {
        var away = new MemoryObjectStore();
        Repository mirror = Repository.createMirror(away, config());
        new Replicate(Repository.openWithoutKey(store), mirror, RANDOM, Limits.ofThreads(2), Progress.NONE)
                .run(List.of());
        String fresh = freshDatabase();

        RebuildCatalog.Outcome outcome = rebuild(fresh, List.of(engine(Repository.open(away, List.of(key)))));

        assertThat(outcome.problems()).isEmpty();
        assertThat(rows(fresh)).isEqualTo(rows(database));
    }

    @Test
    void whatOneRepositoryHasLostIsReadFromTheOther() throws SQLException {
        var away = new MemoryObjectStore();
        Repository mirror = Repository.createMirror(away, config());
        new Replicate(Repository.openWithoutKey(store), mirror, RANDOM, Limits.ofThreads(2), Progress.NONE)
                .run(List.of());
        List<ObjectKey> segments = segments(store);
        store.put(segments.get(0), ObjectBody.of(new byte[90]));
        away.delete(segments.get(1));
        String fresh = freshDatabase();

        RebuildCatalog.Outcome outcome = rebuild(fresh, List.of(engine(), engine(Repository.open(away, List.of(key)))));

        assertThat(outcome.problems()).isEmpty();
        assertThat(rows(fresh)).isEqualTo(rows(database));
    }

    private static List<ObjectKey> segments(MemoryObjectStore store) {
        try (var objects = store.list(Layout.RECORDS)) {
            return objects.map(ObjectInfo::key).toList();
        }
    }

    @Test
    void aSnapshotOfWhichNoRecordTellsComesBackAndALostSegmentIsNamed() throws SQLException {
        List<ObjectKey> segments = segments(store);
        store.delete(segments.get(1));
        String fresh = freshDatabase();

        RebuildCatalog.Outcome outcome = rebuild(fresh, List.of(engine()));

        assertThat(outcome.problems())
                .anyMatch(problem -> problem.contains(segments.get(1).value()));
        assertThat(outcome.snapshotsWithoutRecord()).isEqualTo(1);
        Map<String, List<String>> now = rows(fresh);
        for (String table : List.of("model", "version", "version_file", "snapshot", "epoch", "region")) {
            assertThat(now.get(table)).as(table).isEqualTo(rows(database).get(table));
        }
        assertThat(now.get("generation_record")).hasSize(10);
    }
}
