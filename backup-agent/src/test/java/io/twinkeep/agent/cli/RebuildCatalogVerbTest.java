package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.archive.RecordArchive;
import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.spool.SpoolSettings;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.codec.Codecs;
import io.twinkeep.core.crypto.KeyFile;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectStores;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.StoreSettings;
import io.twinkeep.core.operation.Engine;
import io.twinkeep.core.operation.Limits;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.SnapshotFacts;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.db.connection.DataSources;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is lost comes back, by the verb, from what the daemon's hourly job left in the repository. */
class RebuildCatalogVerbTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final ModelName MODEL = new ModelName("z-image-turbo");
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

    @TempDir
    Path folder;

    private EmbeddedServer server;
    private Shell shell;
    private Repository repository;

    @BeforeEach
    void begin() throws IOException {
        server = EmbeddedServer.primary(getClass().getClassLoader(), folder.resolve("pg"), "server-a");
        for (String database : List.of("lost", "fresh")) {
            server.createFacts(database);
        }
        server.addLogin("the_server", "twinkeep_server");
        shell = new Shell(folder).initialised();
        shell.backUp();
        repository = Repository.open(
                ObjectStores.open(RepositoryAddress.parse(shell.repository().toString()), StoreSettings.DEFAULT),
                List.of(KeyFile.read(shell.key())));
    }

    @AfterEach
    void end() {
        repository.store().close();
        server.close();
    }

    private PostgresFacts facts(String database) {
        return PostgresFacts.open(server.config(database, "the_server"), Purpose.WRITE);
    }

    /** A small service's life; all of it goes into the database, and what an agent tells through its spool. */
    private void live() {
        try (PostgresFacts facts = facts("lost");
                var spool = Spool.open(folder.resolve("spool"), SpoolSettings.DEFAULT, damage -> {})) {
            facts.fleet().addRegion("eu-1");
            facts.fleet().addRegion("us-1");
            facts.fleet().grant(new EpochGrant(1, "eu-1", NOON, "ops", "begin"));
            facts.aliases().move(move(1));
            facts.aliases().move(move(2));
            facts.fleet().grant(new EpochGrant(2, "us-1", NOON.plusSeconds(9), "ops", "eu-1 is gone"));
            facts.writer().write(List.of(audit(1)));
            for (Fact fact : told()) {
                spool.append(CatalogFacts.encode(fact));
                facts.writer().write(List.of(fact));
            }
            spool.keepForArchive(true);
            var archive = new RecordArchive(spool, folder.resolve("records.json"), RANDOM, problem -> {
                throw new AssertionError(problem);
            });
            var outcome = archive.run(
                    new RecordLog(repository, RANDOM),
                    Optional.of(facts),
                    LocalDate.ofInstant(repository.store().now(), ZoneOffset.UTC));
            // Two grants, two moves, one event of the server and one of the agent, and what the agent told.
            assertThat(outcome.entries()).isEqualTo(2 + 2 + 1 + told().size());
        }
    }

    private List<Fact> told() {
        var told = new ArrayList<Fact>(snapshot());
        GenerationRecord image = image();
        told.add(image);
        told.add(image.stored("outputs/2026/11/20/abc"));
        told.add(audit(2));
        told.add(new RepositoryUse(repository.id(), "eu-1", "s3:https://example.com/b", NOON));
        told.add(new Deployment(
                "us-1", MODEL, digest("v1"), DeploymentState.ACTIVE, "/nas/z", Optional.of(NOON), 1, NOON, ""));
        return told;
    }

    private List<Fact> snapshot() {
        var engine = Engine.on(
                repository, Codecs::create, RANDOM, InstantSource.system(), Limits.ofThreads(1), Progress.NONE);
        var facts = new SnapshotFacts(engine);
        var last = facts.counted(MODEL, SetId.FIRST).getLast();
        return List.of(facts.version(last.listed()), facts.snapshot("eu-1", last.listed(), last.storedBytes()));
    }

    private static GenerationRecord image() {
        return new GenerationRecord(
                "eu-1",
                "狐/a.png",
                digest("a"),
                5,
                NOON,
                Optional.of("z-image-turbo"),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(8),
                Optional.of(1.5),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of("雪地里的红狐狸, a fox"),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                new TreeMap<>(Map.of("lora", "x")));
    }

    private static AuditEvent audit(int number) {
        return new AuditEvent(
                new Token(7, number),
                "eu-1",
                NOON.plusSeconds(number),
                "ops",
                "promote",
                "production",
                new TreeMap<>());
    }

    private static AliasMove move(int number) {
        return new AliasMove(
                PromotionId.random(RANDOM),
                MODEL,
                "production",
                number,
                digest("v" + number),
                1,
                NOON.plusSeconds(number),
                "ops",
                "");
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Map<String, List<String>> rows(String database) throws SQLException {
        var rows = new TreeMap<String, List<String>>();
        try (var connection = DataSources.unpooled(server.config(database, "the_server"), Purpose.WRITE)
                        .getConnection();
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

    private Shell.Ended rebuild(Object... more) {
        var args = new ArrayList<Object>(List.of(
                "--database", server.host() + "/fresh", "--database-login", "the_server", "--reported-by", "eu-1"));
        args.addAll(List.of(more));
        return shell.on("rebuild-catalog", args.toArray());
    }

    @Test
    void theDatabaseComesBackRowForRowAndAFilledOneIsRefused() throws SQLException {
        live();

        Map<String, Object> answer = rebuild().expecting(0).json();

        assertThat(answer).containsEntry("grants", 2L).containsEntry("moves", 2L);
        assertThat(rows("fresh")).isEqualTo(rows("lost"));
        assertThat(rows("fresh").get("generation_record")).hasSize(1);
        assertThat(rebuild().expecting(7).error().get("message").toString()).contains("is not empty");
        rebuild("--continue").expecting(0);
        assertThat(rows("fresh")).isEqualTo(rows("lost"));
    }

    @Test
    void aMirrorStandsInForWhatIsLost() throws SQLException {
        live();
        Path mirror = shell.folder("mirror");
        shell.json("replicate", "--to", mirror);
        try (var objects = repository.store().list(io.twinkeep.core.repository.Layout.RECORDS)) {
            objects.toList().forEach(object -> repository.store().delete(object.key()));
        }

        rebuild("-r", mirror).expecting(0);

        assertThat(rows("fresh")).isEqualTo(rows("lost"));
    }

    @Test
    void whatIsWrongWithTheDatabaseIsToldAsUsage() {
        assertThat(shell.on("rebuild-catalog", "--database", "nowhere", "--database-login", "x", "--reported-by", "a")
                        .code())
                .isEqualTo(2);
    }
}
