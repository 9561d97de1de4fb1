package io.twinkeep.db.connection;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the facts are.
 *
 * @param hosts every server of the pair, the own region's first
 * @param password asked at each new connection, so that it can change while the program runs
 * @param tls the driver's settings that begin with {@code ssl}, such as {@code sslmode}
 * @param connections how many at most
 */
public record DatabaseConfig(
        List<Host> hosts,
        String database,
        String login,
        Supplier<String> password,
        Map<String, String> tls,
        int connections,
        DatabaseTimeouts timeouts) {
    private static final int CONNECTIONS = 4;

    public DatabaseConfig {
        hosts = List.copyOf(hosts);
        tls = Map.copyOf(tls);
        if (hosts.isEmpty() || connections < 1) {
            throw new IllegalArgumentException("a database needs a host and a connection");
        }
        for (String name : tls.keySet()) {
            if (!name.startsWith("ssl")) {
                throw new IllegalArgumentException("not a setting of TLS: '" + name + "'");
            }
        }
    }

    /**
     * With the usual limits.
     *
     * @param hosts {@code name:port} of every server, with commas between
     * @throws IllegalArgumentException if one is not a host
     */
    public static DatabaseConfig of(String hosts, String database, String login, Supplier<String> password) {
        var list =
                Stream.of(hosts.split(",")).map(String::strip).map(Host::parse).toList();
        return new DatabaseConfig(list, database, login, password, Map.of(), CONNECTIONS, DatabaseTimeouts.DEFAULT);
    }

    public DatabaseConfig withTls(Map<String, String> tls) {
        return new DatabaseConfig(hosts, database, login, password, tls, connections, timeouts);
    }

    public DatabaseConfig withConnections(int connections) {
        return new DatabaseConfig(hosts, database, login, password, tls, connections, timeouts);
    }

    public DatabaseConfig withTimeouts(DatabaseTimeouts timeouts) {
        return new DatabaseConfig(hosts, database, login, password, tls, connections, timeouts);
    }

    /** For messages: never the password. */
    @Override
    public String toString() {
        return "database " + database + " on "
                + hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    }
}
