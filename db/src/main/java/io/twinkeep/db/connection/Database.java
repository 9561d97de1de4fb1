package io.twinkeep.db.connection;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.OutcomeUnknown;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A pool of connections for one purpose. Safe for use by many threads; opens nothing before it is used, so a dead database
 * doesn't keep a program from starting.
 */
public final class Database implements AutoCloseable {
    private final DatabaseConfig config;
    private final ConnectionPool pool;

    private Database(DatabaseConfig config, ConnectionPool pool) {
        this.config = config;
        this.pool = pool;
    }

    public static Database open(DatabaseConfig config, Purpose purpose) {
        var hosts = new HostsDataSource(config, purpose);
        Duration patience = config.timeouts().socket();
        return new Database(config, new ConnectionPool(hosts, config.connections(), patience, System::nanoTime));
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
            connection.setAutoCommit(true);
            return result;
        });
    }

    /** Runs statements in one transaction. */
    public <T> T write(String what, SqlWork<T> work) {
        return withConnection(what, connection -> committed(what, connection, work));
    }

    /**
     * As {@link #write}, then {@code after} outside the transaction. When {@code after} fails the outcome is told as
     * unknown, though the transaction is done.
     */
    public <T> T writeThen(String what, SqlWork<?> work, SqlWork<T> after) {
        return withConnection(what, connection -> {
            committed(what, connection, work);
            try {
                return after.on(connection);
            } catch (SQLException e) {
                throw new CommitFailure(
                        new OutcomeUnknown(
                                where(what) + ": written, but its place is not known",
                                "the same call again is safe",
                                e),
                        e);
            }
        });
    }

    private <T> T committed(String what, Connection connection, SqlWork<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result = work.on(connection);
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new CommitFailure(SqlFailures.translateCommit(where(what), e), e);
        }
        connection.setAutoCommit(true);
        return result;
    }

    /** A connection on which anything failed is not used again: its server ends the transaction, if it still lives. */
    private <T> T withConnection(String what, SqlWork<T> work) {
        ConnectionPool.Pooled pooled = take(what);
        boolean done = false;
        try {
            T result = work.on(pooled.connection);
            done = true;
            return result;
        } catch (CommitFailure e) {
            forgetIfBroken(pooled, e.sql);
            throw e.told;
        } catch (SQLException e) {
            forgetIfBroken(pooled, e);
            throw SqlFailures.translate(where(what), e);
        } finally {
            if (done) {
                pool.giveBack(pooled);
            } else {
                pool.throwAway(pooled);
            }
        }
    }

    private ConnectionPool.Pooled take(String what) {
        try {
            return pool.take();
        } catch (SQLException e) {
            throw SqlFailures.translate(where(what), e);
        }
    }

    private void forgetIfBroken(ConnectionPool.Pooled pooled, SQLException e) {
        if (SqlFailures.isBroken(e)) {
            pool.broken(pooled);
        }
    }

    private String where(String what) {
        return what + " (" + config + ")";
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Carries what is told of a commit past the sorting of other failures. */
    private static final class CommitFailure extends SQLException {
        private final transient BackupException told;
        private final transient SQLException sql;

        CommitFailure(BackupException told, SQLException sql) {
            super(sql);
            this.told = told;
            this.sql = sql;
        }
    }
}
