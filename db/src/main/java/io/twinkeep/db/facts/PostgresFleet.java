package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Fleet;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.catalog.Standing;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Regions and agents. */
final class PostgresFleet implements Fleet {
    private static final String STANDINGS = "select region, role, epoch, since from region";

    private final Database writing;
    private final Database reading;

    PostgresFleet(Database writing, Database reading) {
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public void addRegion(String region) {
        writing.write(
                "add region " + region,
                connection -> Sql.update(
                        connection, "insert into region (region) values (?) on conflict (region) do nothing", region));
    }

    @Override
    public List<Standing> standings() {
        return reading.read(
                "read the regions",
                connection -> Sql.list(connection, STANDINGS + " order by region", PostgresFleet::standing));
    }

    @Override
    public Standing standing(String region) {
        return reading.read(
                        "read region " + region,
                        connection ->
                                Sql.first(connection, STANDINGS + " where region = ?", PostgresFleet::standing, region))
                .orElseThrow(() -> new Missing("there is no region " + region));
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.text("region"), row.name("role", RegionRole.class), row.whole("epoch"), row.time("since"));
    }

    @Override
    public int epoch() {
        return reading.read(
                        "read the epoch",
                        connection -> Sql.first(
                                connection,
                                "select coalesce(max(epoch), 0) as epoch from epoch",
                                row -> row.whole("epoch")))
                .orElseThrow();
    }

    @Override
    public List<EpochGrant> grants() {
        return reading.read(
                "read the epochs",
                connection -> Sql.list(
                        connection,
                        "select epoch, region, granted_at, granted_by, reason from epoch order by epoch",
                        row -> new EpochGrant(
                                row.whole("epoch"),
                                row.text("region"),
                                row.time("granted_at"),
                                row.text("granted_by"),
                                row.text("reason"))));
    }

    @Override
    public void grant(EpochGrant grant) {
        writing.write("grant epoch " + grant.epoch(), connection -> {
            Sql.call(
                    connection,
                    "select grant_epoch(?, ?, ?, ?, ?)",
                    grant.epoch(),
                    grant.primary(),
                    grant.at(),
                    grant.by(),
                    grant.reason());
            return grant;
        });
    }

    @Override
    public void readmit(String region, int epoch, Instant at) {
        writing.write("readmit region " + region, connection -> {
            Sql.call(connection, "select readmit_region(?, ?, ?)", region, epoch, at);
            return region;
        });
    }

    @Override
    public List<AgentHeartbeat> agents() {
        return reading.read(
                "read the agents",
                connection -> Sql.list(
                        connection,
                        "select region, agent, host, program_version, readable_features, epoch_seen, started_at, heartbeat_at"
                                + " from agent order by region, agent",
                        row -> new AgentHeartbeat(
                                row.text("region"),
                                row.text("agent"),
                                row.text("host"),
                                row.text("program_version"),
                                row.names("readable_features"),
                                row.whole("epoch_seen"),
                                row.time("started_at"),
                                row.time("heartbeat_at"))));
    }

    @Override
    public Optional<SortedSet<String>> readableByAll(Instant heardSince) {
        SortedSet<String> common = null;
        for (AgentHeartbeat agent : agents()) {
            if (agent.at().isBefore(heardSince)) {
                continue;
            }
            if (common == null) {
                common = new TreeSet<>(agent.readableFeatures());
            }
            common.retainAll(agent.readableFeatures());
        }
        return Optional.ofNullable(common);
    }

    @Override
    public void declareServers(List<String> names) {
        writing.write("declare the database servers", connection -> {
            Sql.call(connection, "select declare_servers(?::text[])", (Object) names.toArray(String[]::new));
            return names;
        });
    }
}
