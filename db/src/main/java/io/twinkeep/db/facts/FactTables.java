package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.connection.Texts;
import io.twinkeep.db.records.RecordWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Each kind of fact in its table; a row changes only for a later fact. Stateless. */
final class FactTables {
    private static final String HEARTBEAT = """
            insert into agent (region, agent, host, program_version, readable_features, epoch_seen, started_at, heartbeat_at)
            values (?, ?, ?, ?, ?::text[], ?, ?, ?)
            on conflict (region, agent) do update set host = excluded.host, program_version = excluded.program_version,
              readable_features = excluded.readable_features, epoch_seen = excluded.epoch_seen,
              started_at = excluded.started_at, heartbeat_at = excluded.heartbeat_at
            where agent.heartbeat_at < excluded.heartbeat_at""";

    private static final String AUDIT = """
            insert into audit_event (event, region, happened_at, actor, action, subject, details)
            values (?, ?, ?, ?, ?, ?, ?::jsonb) on conflict (event) do nothing""";

    private static final String DEPLOYMENT = """
            insert into deployment (region, model, version, state, path, verified_at, epoch, changed_at, message)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (region, model, version) do update set state = excluded.state, path = excluded.path,
              verified_at = coalesce(excluded.verified_at, deployment.verified_at), epoch = excluded.epoch,
              changed_at = excluded.changed_at, message = excluded.message
            where (deployment.epoch, deployment.changed_at) < (excluded.epoch, excluded.changed_at)""";

    private static final String LOCK_DEPLOYMENTS =
            "select pg_advisory_xact_lock(hashtext('twinkeep.deployment ' || ?))";

    private static final String ONE_ACTIVE = """
            update deployment d set state = 'verified' where region = ? and model = ? and state = 'active' and exists (
              select from deployment o where o.region = d.region and o.model = d.model and o.state = 'active'
                and (o.epoch, o.changed_at, o.version) > (d.epoch, d.changed_at, d.version))""";

    private static final String JOB_RUN = """
            insert into job_run (run, region, agent, job, started_at, updated_at, ended_at, outcome, done, total, message)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (run) do update set updated_at = excluded.updated_at, ended_at = excluded.ended_at,
              outcome = excluded.outcome, done = excluded.done, total = excluded.total, message = excluded.message
            where job_run.outcome = 'running'
              and (job_run.updated_at < excluded.updated_at or excluded.outcome <> 'running')""";

    private static final String REPOSITORY = """
            insert into repository (repository, region, address, seen_at) values (?, ?, ?, ?)
            on conflict (repository, region) do update set address = excluded.address, seen_at = excluded.seen_at
            where repository.seen_at < excluded.seen_at""";

    private static final String SNAPSHOT = """
            insert into snapshot (repository, model, set_epoch, set_number, slot, region, kind, version, run, bytes,
              stored_bytes, committed_at, verified_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (repository, model, set_epoch, set_number, slot, region) do update
              set verified_at = excluded.verified_at
            where snapshot.version = excluded.version
              and coalesce(snapshot.verified_at, '-infinity') < excluded.verified_at""";

    private static final String VERSION = "select record_version(?, ?, ?, ?::bytea[], ?::bigint[], ?::bytea[])";

    // Measured on two busy cores: 20 us. A version of 500,000 files outlasts the usual time, and would never get
    // through.
    private static final Duration FOR_EACH_FILE = Duration.ofNanos(100_000);

    private FactTables() {}

    static void write(Connection connection, List<? extends Fact> facts) throws SQLException {
        var kinds = new FactKinds(facts);
        for (VersionFact version : kinds.of(VersionFact.class)) {
            writeVersion(connection, version);
        }
        Sql.updateEach(connection, HEARTBEAT, rows(kinds.of(AgentHeartbeat.class), FactTables::row));
        Sql.updateEach(connection, REPOSITORY, rows(kinds.of(RepositoryUse.class), FactTables::row));
        Sql.updateEach(connection, SNAPSHOT, rows(kinds.of(SnapshotFact.class), FactTables::row));
        Sql.updateEach(connection, JOB_RUN, rows(kinds.of(JobRun.class), FactTables::row));
        Sql.updateEach(connection, AUDIT, rows(kinds.of(AuditEvent.class), FactTables::row));
        writeDeployments(connection, kinds.of(Deployment.class));
        List<GenerationRecord> records = kinds.of(GenerationRecord.class);
        if (!records.isEmpty()) {
            RecordWriter.write(connection, records);
        }
    }

    private static <T> List<Object[]> rows(List<T> facts, Function<T, Object[]> row) {
        return facts.stream().map(row).toList();
    }

    private static Object[] row(AgentHeartbeat h) {
        String[] features = h.readableFeatures().toArray(String[]::new);
        return new Object[] {
            h.region(), h.agent(), h.host(), h.programVersion(), features, h.epochSeen(), h.started(), h.at()
        };
    }

    private static Object[] row(RepositoryUse use) {
        return new Object[] {use.repository(), use.region(), use.address(), use.seen()};
    }

    private static Object[] row(AuditEvent event) {
        return new Object[] {
            event.id(),
            event.region(),
            event.at(),
            event.actor(),
            event.action(),
            event.subject(),
            Texts.json(event.details())
        };
    }

    private static Object[] row(SnapshotFact s) {
        return new Object[] {
            s.repository(),
            s.model(),
            s.set().epoch(),
            s.set().number(),
            s.slot(),
            s.region(),
            s.kind(),
            s.version(),
            s.run(),
            s.bytes(),
            s.storedBytes(),
            s.committed(),
            s.verified()
        };
    }

    private static Object[] row(JobRun run) {
        return new Object[] {
            run.run(),
            run.region(),
            run.agent(),
            run.job(),
            run.started(),
            run.updated(),
            run.ended(),
            run.outcome(),
            run.done(),
            run.total(),
            run.message()
        };
    }

    private static Object[] row(Deployment d) {
        return new Object[] {
            d.region(), d.model(), d.version(), d.state(), d.path(), d.verified(), d.epoch(), d.changed(), d.message()
        };
    }

    private static void writeDeployments(Connection connection, List<Deployment> deployments) throws SQLException {
        // In one order for all writers, or two could wait for each other.
        var activated = new TreeSet<List<String>>(Comparator.comparing(Object::toString));
        for (Deployment deployment : deployments) {
            if (deployment.state() == DeploymentState.ACTIVE) {
                activated.add(List.of(deployment.region(), deployment.model().value()));
            }
        }
        for (List<String> regionAndModel : activated) {
            Sql.call(connection, LOCK_DEPLOYMENTS, regionAndModel.toString());
        }
        Sql.updateEach(connection, DEPLOYMENT, rows(deployments, FactTables::row));
        Sql.updateEach(
                connection, ONE_ACTIVE, activated.stream().map(List::toArray).toList());
    }

    private static void writeVersion(Connection connection, VersionFact fact) throws SQLException {
        List<VersionFile> files = fact.files();
        byte[][] paths = files.stream().map(file -> file.path().bytes()).toArray(byte[][]::new);
        Long[] sizes = files.stream().map(VersionFile::bytes).toArray(Long[]::new);
        byte[][] digests = files.stream().map(file -> file.digest().bytes()).toArray(byte[][]::new);
        Sql.callPatiently(
                connection,
                FOR_EACH_FILE.multipliedBy(files.size()),
                VERSION,
                fact.model(),
                fact.version(),
                fact.firstSeen(),
                connection.createArrayOf("bytea", paths),
                connection.createArrayOf("int8", sizes),
                connection.createArrayOf("bytea", digests));
    }
}
