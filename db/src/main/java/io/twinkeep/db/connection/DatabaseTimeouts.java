package io.twinkeep.db.connection;

import java.time.Duration;

/**
 * What protects callers from a database that hangs.
 *
 * @param connect a host that is off costs this
 * @param login a host that accepts but never answers costs this
 * @param socket a server frozen in the middle of a statement costs this; the server itself gives up a second earlier, so
 *     that a statement which is only slow is told as such
 * @param hostRecheck how long the driver trusts what it knew of a host's role
 * @param failedHost how long a host that failed is asked after the others
 */
public record DatabaseTimeouts(
        Duration connect, Duration login, Duration socket, Duration hostRecheck, Duration failedHost) {
    public static final DatabaseTimeouts DEFAULT = new DatabaseTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    /** Migrations rewrite indexes of large tables: these wait for minutes, and a person watches. */
    public static final DatabaseTimeouts MIGRATION = new DatabaseTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    Duration statement() {
        return socket.minusSeconds(1);
    }
}
