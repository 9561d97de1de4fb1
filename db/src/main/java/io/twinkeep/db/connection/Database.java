package io.twinkeep.db.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinkeep.core.errors.OutcomeUnknown;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A pool of connections for one purpose. Safe for use by many threads; opens nothing before it is used, so a dead database
 * doesn't keep a program from starting.
 */
public final class Database implements AutoCloseable {
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(5); // so a moved host name is noticed
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration VALIDATION = Duration.ofSeconds(2); // an idle connection to a frozen host costs this

    private final DatabaseConfig config;
    private final HostsDataSource hosts;
    private final HikariDataSource pool;

    private Database(DatabaseConfig config, HostsDataSource hosts, HikariDataSource pool) {
        this.config = config;
        this.hosts = hosts;
        this.pool = pool;
    }

    public static Database open(DatabaseConfig config, Purpose purpose) {
        var hosts = new HostsDataSource(config, purpose);
        var settings = new HikariConfig();
        settings.setDataSource(hosts);
        settings.setPoolName("twinkeep-" + purpose);
        settings.setMaximumPoolSize(config.connections());
        settings.setMinimumIdle(0);
        settings.setIdleTimeout(IDLE.toMillis());
        settings.setMaxLifetime(MAX_LIFETIME.toMillis());
        settings.setValidationTimeout(VALIDATION.toMillis());
        // A second more than one login attempt, so that the attempt's own reason is told.
        settings.setConnectionTimeout(config.timeouts().login().plusSeconds(1).toMillis());
        settings.setInitializationFailTimeout(-1);
        return new Database(config, hosts, new HikariDataSource(settings));
    }

    /**
     * Runs statements that change nothing.
     *
     * @param what names the work in messages
     */
    public <T> T read(String what, SqlWork<T> work) {
        return withConnection(what, work);
    }

    /** As {@link #read}, in one transaction, so that settings made in it end with it. */
    public <T> T readTogether(String what, SqlWork<T> work) {
        return withConnection(what, connection -> {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.rollback();
            return result;
        });
    }

    /** Runs statements in one transaction. */
    public <T> T write(String what, SqlWork<T> work) {
        return withConnection(what, connection -> committed(what, connection, work));
    }

    /**
     * As {@link #write}, then {@code after} outside the transaction. When {@code after} fails the outcome is told as unknown,
     * though the transaction is done.
     */
    public <T> T writeThen(String what, SqlWork<?> work, SqlWork<T> after) {
        return withConnection(what, connection -> {
            committed(what, connection, work);
            try {
                connection.setAutoCommit(true);
                return after.on(connection);
            } catch (SQLException e) {
                forgetIfBroken(connection, e);
                throw new OutcomeUnknown(
                        what + ": written, but its place is not known", "the same call again is safe", e);
            }
        });
    }

    private <T> T committed(String what, Connection connection, SqlWork<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.on(connection);
        } catch (SQLException e) {
            rollback(connection, e);
            throw e;
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            forgetIfBroken(connection, e);
            throw SqlFailures.translateCommit(where(what), e);
        }
        return result;
    }

    private static void rollback(Connection connection, SQLException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private <T> T withConnection(String what, SqlWork<T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                return work.on(connection);
            } catch (SQLException e) {
                forgetIfBroken(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqlFailures.translate(where(what), e);
        }
    }

    /** A server that failed one connection has most likely failed all: none of them may cost its own timeout. */
    private void forgetIfBroken(Connection connection, SQLException e) {
        if (SqlFailures.isBroken(e)) {
            hosts.broken(connection);
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private String where(String what) {
        return what + " (" + config + ")";
    }

    @Override
    public void close() {
        pool.close();
    }
}
