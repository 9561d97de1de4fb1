package io.twinkeep.db.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A few connections, kept for the next who needs one. No library's pool: those go on trying in the background and tell
 * only that time ran out, while a person or a spool wants the server's reason at once. Safe for use by many threads; the
 * idle ones are guarded by the pool's own lock, which is never held while talking to a server.
 */
final class ConnectionPool implements AutoCloseable {
    private static final Duration LIFETIME = Duration.ofMinutes(5); // so that a host name that moved is noticed
    private static final Duration TRUSTED =
            Duration.ofSeconds(1); // idle for longer, it is asked whether it still lives
    private static final Duration VALIDATION = Duration.ofSeconds(2); // which costs this when its host is frozen

    private final HostsDataSource hosts;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Semaphore permits;
    private final Deque<Pooled> idle = new ArrayDeque<>();
    private boolean closed;

    ConnectionPool(HostsDataSource hosts, int connections, Duration patience, LongSupplier nanoTime) {
        this.hosts = hosts;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.permits = new Semaphore(connections, true);
    }

    /** A connection that the caller gives back or throws away. @throws SQLException if none is free or none can be made */
    Pooled take() throws SQLException {
        acquirePermit();
        try {
            Pooled pooled = liveIdle();
            return pooled != null ? pooled : new Pooled(hosts.getConnection(), nanoTime.getAsLong());
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private void acquirePermit() throws SQLException {
        try {
            if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException("all connections are busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    private Pooled liveIdle() {
        for (Pooled pooled = popIdle(); pooled != null; pooled = popIdle()) {
            long now = nanoTime.getAsLong();
            boolean young = now - pooled.made < LIFETIME.toNanos();
            if (young && (now - pooled.used < TRUSTED.toNanos() || pooled.isAlive(VALIDATION))) {
                return pooled;
            }
            if (young) {
                broken(pooled);
            }
            pooled.closeQuietly();
        }
        return null;
    }

    private synchronized Pooled popIdle() {
        return idle.pollFirst();
    }

    /** The last one used is the next one used, so that the others grow old. */
    void giveBack(Pooled pooled) {
        pooled.used = nanoTime.getAsLong();
        boolean kept;
        synchronized (this) {
            kept = !closed && pooled.isClean();
            if (kept) {
                idle.addFirst(pooled);
            }
        }
        if (!kept) {
            pooled.closeQuietly();
        }
        permits.release();
    }

    void throwAway(Pooled pooled) {
        pooled.closeQuietly();
        permits.release();
    }

    /** A server that failed one connection has most likely failed all: none of the idle may cost its own timeout. */
    void broken(Pooled pooled) {
        hosts.broken(pooled.connection);
        closeIdle();
    }

    private void closeIdle() {
        List<Pooled> all;
        synchronized (this) {
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(Pooled::closeQuietly);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }

    /** A connection with its age. Belongs to one thread at a time. */
    static final class Pooled {
        final Connection connection;
        private final long made;
        private long used;

        Pooled(Connection connection, long made) {
            this.connection = connection;
            this.made = made;
            this.used = made;
        }

        private boolean isAlive(Duration timeout) {
            try {
                return connection.isValid((int) timeout.toSeconds());
            } catch (SQLException e) {
                return false;
            }
        }

        /** Outside of a transaction, as the next one expects it. */
        private boolean isClean() {
            try {
                return !connection.isClosed() && connection.getAutoCommit();
            } catch (SQLException e) {
                return false;
            }
        }

        private void closeQuietly() {
            try {
                connection.close();
            } catch (SQLException e) {
                return; // it is of no use either way
            }
        }
    }
}
