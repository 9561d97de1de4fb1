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
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.records.RecordSearch;
import java.util.ArrayList;
import java.util.List;

/** The facts in Postgres. Writing goes to the primary, reading to where the caller chooses. */
public final class PostgresFacts implements Facts {
    /** All that agents and servers tell; regions and logins are there before. */
    private static final List<String> TABLES = List.of(
            "epoch",
            "agent",
            "model",
            "version",
            "version_file",
            "repository",
            "snapshot",
            "alias_move",
            "deployment",
            "job_run",
            "schedule",
            "work_order",
            "audit_event",
            "generation_record");

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

    /** The tables of facts that hold anything: none in a database that nobody has used yet, but for its regions. */
    public List<String> filledTables() {
        var filled = new ArrayList<String>();
        for (String table : TABLES) {
            boolean isFilled = writing.read(
                            "look into table " + table,
                            connection -> Sql.first(
                                    connection,
                                    "select exists (select from " + table + ") as filled",
                                    row -> row.is("filled")))
                    .orElseThrow();
            if (isFilled) {
                filled.add(table);
            }
        }
        return filled;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
