package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.Aliases;
import io.twinkeep.core.catalog.AuditLog;
import io.twinkeep.core.catalog.Deployments;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.Fleet;
import io.twinkeep.core.catalog.GenerationRecords;
import io.twinkeep.core.catalog.Versions;
import io.twinkeep.core.catalog.Work;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.DatabaseConfig;
import io.twinkeep.db.connection.Purpose;
import io.twinkeep.db.records.RecordSearch;

/** The facts in Postgres. Writing goes to the primary, reading to where the caller chooses. */
public final class PostgresFacts implements Facts {
    private final Database writing;
    private final Database reading;

    private PostgresFacts(Database writing, Database reading) {
        this.writing = writing;
        this.reading = reading;
    }

    /**
     * Connects nothing yet, so it also starts while the database is down.
     *
     * @param reads which server answers what is read; commands and everything that decides before it writes ask the primary
     */
    public static PostgresFacts open(DatabaseConfig config, Purpose reads) {
        return new PostgresFacts(Database.open(config, Purpose.WRITE), Database.open(config, reads));
    }

    @Override
    public FactWriter writer() {
        return new PostgresFactWriter(writing);
    }

    @Override
    public Fleet fleet() {
        return new PostgresFleet(writing, reading);
    }

    @Override
    public Versions versions() {
        return new PostgresVersions(reading);
    }

    @Override
    public Aliases aliases() {
        return new PostgresAliases(writing, reading);
    }

    @Override
    public Deployments deployments() {
        return new PostgresDeployments(reading);
    }

    @Override
    public GenerationRecords records() {
        return query ->
                reading.readTogether("search generation records", connection -> RecordSearch.run(connection, query));
    }

    @Override
    public Work work() {
        return new PostgresWork(writing, reading);
    }

    @Override
    public AuditLog audit() {
        return new PostgresAuditLog(reading);
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
