package io.twinkeep.db;

import io.twinkeep.db.connection.DataSources;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.embedded.EmbeddedServer;
import io.twinkeep.db.facts.PostgresFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;

/** One embedded server for all tests of a run, with a database for each test class. */
public final class TestDatabases {
    private static final String TEMPLATE = "facts_template";
    private static EmbeddedServer shared;

    private TestDatabases() {}

    /** The server that all tests share: never freeze or stop it. */
    public static synchronized EmbeddedServer server() {
        if (shared == null) {
            Path folder = temporaryFolder();
            shared = EmbeddedServer.primary(TestDatabases.class.getClassLoader(), folder, "shared");
            shared.createFacts(TEMPLATE);
            addUsers(shared, TEMPLATE);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(folder)));
        }
        return shared;
    }

    /**
     * Logins {@code eu_agent}, {@code us_agent}, {@code the_server} and {@code the_reader}; regions eu-1 (primary, epoch 1)
     * and us-1; no standby.
     */
    public static void addUsers(EmbeddedServer server, String database) {
        server.addAgent(database, "eu_agent", "eu-1");
        server.addAgent(database, "us_agent", "us-1");
        server.addLogin("the_server", "twinkeep_server");
        server.addLogin("the_reader", "twinkeep_reader");
        server.execute(database, "select grant_epoch(1, 'eu-1', now(), 'test', 'begin'); select declare_servers('{}')");
    }

    /** A database of its own with the facts' schema and the users. */
    public static synchronized String fresh(String name) {
        server().execute("postgres", "create database " + name + " template " + TEMPLATE);
        server().execute(name, "revoke all on database " + name + " from public");
        server().execute(
                        name,
                        "grant connect, temporary on database " + name + " to twinkeep_agent, twinkeep_server,"
                                + " twinkeep_reader, twinkeep_owner");
        return name;
    }

    public static PostgresFacts facts(String database, String login) {
        return PostgresFacts.open(server().config(database, login), Purpose.READ_NEAREST);
    }

    /** A connection for SQL by hand. */
    public static Connection connect(String database, String login) throws SQLException {
        return DataSources.unpooled(server().config(database, login), Purpose.WRITE)
                .getConnection();
    }

    public static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("twinkeep-db");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path folder) {
        shared.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
