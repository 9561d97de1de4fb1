package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.Secret;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.db.connection.DatabaseConfig;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the facts are, for a verb that has no file to read it from. */
final class DatabaseOptions {
    @Option(
            names = "--database",
            paramLabel = "HOSTS/NAME",
            required = true,
            description = "HOST[:PORT][,HOST[:PORT]…]/NAME of the Postgres database.")
    private String database;

    @Option(
            names = "--database-login",
            paramLabel = "NAME",
            required = true,
            description = "A member of twinkeep_server.")
    private String login;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "File that holds the login's password.")
    private Path passwordFile;

    @Option(
            names = "--database-tls",
            paramLabel = "NAME=VALUE",
            description = "The driver's settings for TLS, such as sslmode=verify-full; may be repeated.")
    private Map<String, String> tls = Map.of();

    DatabaseConfig config() {
        int slash = database.lastIndexOf('/');
        if (slash < 1 || slash == database.length() - 1) {
            throw new BadUsage("--database must be HOST[:PORT][,…]/NAME, is '" + database + "'");
        }
        var password = passwordFile == null ? Secret.none() : Secret.ofFile(passwordFile);
        try {
            return DatabaseConfig.of(database.substring(0, slash), database.substring(slash + 1), login, password)
                    .withTls(tls);
        } catch (IllegalArgumentException e) {
            throw new BadUsage("--database " + e.getMessage(), "write --database db.example.com/twinkeep", e);
        }
    }
}
