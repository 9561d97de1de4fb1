package io.twinkeep.db.connection;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** Opens connections to the host that a purpose asks for. Safe for use by many threads. */
final class HostsDataSource implements DataSource {
    private static final Driver DRIVER = new Driver();

    private final DatabaseConfig config;
    private final Purpose purpose;
    private final HostOrder order;

    HostsDataSource(DatabaseConfig config, Purpose purpose) {
        this.config = config;
        this.purpose = purpose;
        this.order = new HostOrder(config.hosts(), config.timeouts().failedHost(), System::nanoTime);
    }

    /** Tries twice, because a frozen host at the head of the list uses up the time of the first attempt. */
    @Override
    public Connection getConnection() throws SQLException {
        try {
            return connect(purpose.targetServerType);
        } catch (SQLException e) {
            if (config.hosts().size() == 1 || !SqlFailures.isBroken(e)) {
                throw e;
            }
            return connect(purpose.secondTry);
        }
    }

    private Connection connect(String targetServerType) throws SQLException {
        List<Host> hosts = order.current();
        try {
            return DRIVER.connect(url(hosts), properties(targetServerType));
        } catch (SQLException e) {
            order.failed(hosts.getFirst());
            throw e;
        }
    }

    /** The connection's server went away: ask the others first. */
    void broken(Connection connection) {
        // A cast, because unwrap() refuses on a connection that the driver has closed, as it does with a broken one.
        if (connection instanceof PgConnection postgres) {
            HostSpec host = postgres.getQueryExecutor().getHostSpec();
            order.failed(new Host(host.getHost(), host.getPort()));
        }
    }

    private String url(List<Host> hosts) {
        var url = new StringBuilder("jdbc:postgresql://");
        for (Host host : hosts) {
            url.append(host).append(host == hosts.getLast() ? "/" : ",");
        }
        return url.append(URLEncoder.encode(config.database(), StandardCharsets.UTF_8))
                .toString();
    }

    private Properties properties(String targetServerType) {
        DatabaseTimeouts timeouts = config.timeouts();
        var properties = new Properties();
        properties.putAll(config.tls());
        properties.setProperty("user", config.login());
        properties.setProperty("password", config.password().get());
        properties.setProperty("targetServerType", targetServerType);
        properties.setProperty("connectTimeout", seconds(timeouts.connect()));
        properties.setProperty("loginTimeout", seconds(timeouts.login()));
        properties.setProperty("socketTimeout", seconds(timeouts.socket()));
        properties.setProperty("hostRecheckSeconds", seconds(timeouts.hostRecheck()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "twinkeep");
        properties.setProperty(
                "options",
                "-c search_path=twinkeep,pg_temp -c statement_timeout="
                        + timeouts.statement().toMillis());
        return properties;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }

    @Override
    public Connection getConnection(String login, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the login is in the configuration");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
