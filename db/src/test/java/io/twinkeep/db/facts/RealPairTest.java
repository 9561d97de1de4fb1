package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.db.TestFacts;
import io.twinkeep.db.connection.DataSources;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.schema.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's PostgreSQL as a pair, with fsync on, made by {@code src/test/scripts/pg-pair.sh}. */
@Tag("real")
class RealPairTest {
    private static final Path SCRIPT = Path.of("src/test/scripts/pg-pair.sh");
    private static final String DATABASE = "facts";
    private static final int UNSAFE_BATCHES = 10;
    private static final int BATCH = 1_000;

    @TempDir
    static Path folder;

    private static String hosts;

    @BeforeAll
    static void startPair() throws IOException, InterruptedException {
        // Anybody may pass through the folder: the servers run under an account of their own.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String line = pair("start");
        hosts = line.substring(line.indexOf('=') + 1).strip();
        execute("postgres", "create database " + DATABASE);
        execute(DATABASE, Migrations.bootstrap());
        execute(DATABASE, "create role migrator login in role twinkeep_owner");
        assertThat(Migrations.migrate(config("migrator"))).isPositive();
        assertThat(Migrations.migrate(config("migrator"))).isZero();
        execute(DATABASE, """
                set search_path = twinkeep;
                create role eu_agent login in role twinkeep_agent;
                insert into region (region) values ('eu-1');
                select enrol_agent('eu_agent', 'eu-1');
                select declare_servers(array['server-1', 'server-2'])""");
    }

    @AfterAll
    static void removePair() throws IOException, InterruptedException {
        pair("clean");
    }

    @Test
    void nothingAcknowledgedIsLostWhenThePrimaryFreezesBeforeItsStandbyHasIt()
            throws IOException, InterruptedException {
        try (PostgresFacts facts = PostgresFacts.open(config("eu_agent"), Purpose.READ_STANDBY)) {
            FactWriter writer = facts.writer();
            LogPosition safe = writer.write(batch(0));
            await(() -> writer.durability(safe) == Durability.EVERYWHERE);

            pair("freeze", "2");
            var unreleased = new ArrayList<LogPosition>();
            for (int i = 1; i <= UNSAFE_BATCHES; i++) {
                unreleased.add(writer.write(batch(i)));
            }
            assertThat(unreleased)
                    .allSatisfy(
                            position -> assertThat(writer.durability(position)).isEqualTo(Durability.PENDING));
            pair("freeze", "1");
            pair("thaw", "2");
            pair("promote", "2");

            long before = System.nanoTime();
            for (int i = 1; i <= UNSAFE_BATCHES; i++) {
                LogPosition position = unreleased.get(i - 1);
                await(() -> asked(writer, position) == Durability.SEND_AGAIN);
                unreleased.set(i - 1, writer.write(batch(i)));
            }
            Duration switched = Duration.ofNanos(System.nanoTime() - before);
            System.out.printf(
                    "after the promotion %,d records were sent again within %,d ms%n",
                    UNSAFE_BATCHES * BATCH, switched.toMillis());
            assertThat(switched).isLessThan(Duration.ofSeconds(60));
            assertThat(count()).isEqualTo((UNSAFE_BATCHES + 1) * BATCH);
            assertThat(writer.durability(unreleased.getLast())).isEqualTo(Durability.PENDING);

            pair("kill", "1");
            pair("rejoin", "1");
            await(() -> asked(writer, unreleased.getLast()) == Durability.EVERYWHERE);
        }
    }

    private static List<GenerationRecord> batch(int number) {
        var records = new ArrayList<GenerationRecord>();
        for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
            records.add(TestFacts.record("eu-1", i, "prompt " + i));
        }
        return records;
    }

    /** As a spool asks: again when the database was away. */
    private static Durability asked(FactWriter writer, LogPosition position) {
        try {
            return writer.durability(position);
        } catch (Unavailable e) {
            return Durability.PENDING;
        }
    }

    private static long count() {
        try (var database = Database.open(config("eu_agent"), Purpose.WRITE)) {
            return database.read(
                            "count",
                            connection -> Sql.first(
                                    connection, "select count(*) as n from generation_record", row -> row.big("n")))
                    .orElseThrow();
        }
    }

    private static DatabaseConfig config(String login) {
        return DatabaseConfig.of(hosts, DATABASE, login, () -> "");
    }

    private static void execute(String database, String sql) {
        var config = DatabaseConfig.of(hosts, database, "postgres", () -> "");
        try (Connection connection = DataSources.unpooled(config, Purpose.WRITE).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String pair(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output-of-" + arguments[0]);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PG_TEST_DIR", folder.resolve("pair").toString());
        int exit = builder.start().waitFor();
        assertThat(exit).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000); // replication tells nobody
        }
    }
}
