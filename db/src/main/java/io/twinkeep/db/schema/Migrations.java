package io.twinkeep.db.schema;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.db.connection.DataSources;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.DatabaseTimeouts;
import io.twinkeep.db.connection.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database to the schema of this program. */
public final class Migrations {
    private static final String OWNER = "twinkeep_owner";
    private static final String SCHEMA = "twinkeep";
    private static final String FOLDER = "io/twinkeep/db/";

    private Migrations() {}

    /**
     * What a superuser does once per database, as SQL: it makes the four roles (owner, agent, server, reader) that logins
     * become members of. Safe to repeat.
     */
    public static String bootstrap() {
        try (InputStream script = Migrations.class.getClassLoader().getResourceAsStream(FOLDER + "bootstrap.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the migrations that are missing, as the schema's owner whoever logs in.
     *
     * @param config with a login that is a member of {@code twinkeep_owner}
     * @return how many were run
     * @throws Failed if one failed; it left nothing behind
     */
    public static int migrate(DatabaseConfig config) {
        var flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(DataSources.unpooled(config.withTimeouts(DatabaseTimeouts.MIGRATION), Purpose.WRITE))
                .initSql("set role " + OWNER)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("classpath:" + FOLDER + "migrations")
                .cleanDisabled(true)
                .load();
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new Failed(
                    "the migrations of " + config + " failed: " + e.getMessage(),
                    "is the bootstrap done, and the login a member of " + OWNER + "?",
                    e);
        }
    }
}
