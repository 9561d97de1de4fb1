package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.Schedule;
import io.twinkeep.core.catalog.Work;
import io.twinkeep.core.catalog.WorkOrder;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.connection.Texts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Schedules, orders, runs. */
final class PostgresWork implements Work {
    private static final String ORDER =
            "select work_order, region, kind, %s, epoch, placed_at, placed_by from work_order"
                    .formatted(Row.pairsOf("parameters"));

    /** One claim at a time in a region, so that two by the same agent get one order. */
    private static final String LOCK_CLAIMS = "select pg_advisory_xact_lock(hashtext('twinkeep.claim ' || ?))";

    private final Database writing;
    private final Database reading;

    PostgresWork(Database writing, Database reading) {
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public List<Schedule> schedules(String region) {
        String sql = "select region, job, cron, enabled, %s, revision, changed_at, changed_by from schedule"
                .formatted(Row.pairsOf("settings"));
        return reading.read(
                "read the schedules of " + region,
                connection ->
                        Sql.list(connection, sql + " where region = ? order by job", PostgresWork::schedule, region));
    }

    private static Schedule schedule(Row row) throws SQLException {
        return new Schedule(
                row.text("region"),
                row.text("job"),
                row.text("cron"),
                row.is("enabled"),
                row.map("settings"),
                row.whole("revision"),
                row.time("changed_at"),
                row.text("changed_by"));
    }

    @Override
    public void set(Schedule schedule) {
        String what = "set schedule " + schedule.job() + " of " + schedule.region();
        int changed = writing.write(what, connection -> upsert(connection, schedule));
        if (changed == 0 && !isStored(schedule)) {
            throw new Conflict(
                    what + ": revision " + schedule.revision() + " does not follow what is there", "read it again");
        }
    }

    private static int upsert(Connection connection, Schedule schedule) throws SQLException {
        return Sql.update(
                connection,
                """
                insert into schedule (region, job, cron, enabled, settings, revision, changed_at, changed_by)
                select r.* from (values (?, ?, ?, ?, ?::jsonb, ?, ?, ?))
                  r (region, job, cron, enabled, settings, revision, changed_at, changed_by)
                where r.revision = 1 or exists (select from schedule s where s.region = r.region and s.job = r.job)
                on conflict (region, job) do update set cron = excluded.cron, enabled = excluded.enabled,
                  settings = excluded.settings, revision = excluded.revision, changed_at = excluded.changed_at,
                  changed_by = excluded.changed_by
                where schedule.revision = excluded.revision - 1""",
                schedule.region(),
                schedule.job(),
                schedule.cron(),
                schedule.enabled(),
                Texts.json(schedule.settings()),
                schedule.revision(),
                schedule.changed(),
                schedule.changedBy());
    }

    private boolean isStored(Schedule schedule) {
        String sql = "select true as same from schedule where region = ? and job = ? and revision = ? and cron = ?"
                + " and enabled = ? and settings = ?::jsonb";
        return writing.read(
                "read schedule " + schedule.job(),
                connection -> Sql.first(
                                connection,
                                sql,
                                row -> row.is("same"),
                                schedule.region(),
                                schedule.job(),
                                schedule.revision(),
                                schedule.cron(),
                                schedule.enabled(),
                                Texts.json(schedule.settings()))
                        .isPresent());
    }

    @Override
    public void place(WorkOrder order) {
        writing.write(
                "place work order " + order.id(),
                connection -> Sql.update(
                        connection,
                        """
                insert into work_order (work_order, region, kind, parameters, epoch, placed_at, placed_by)
                values (?, ?, ?, ?::jsonb, ?, ?, ?) on conflict (work_order) do nothing""",
                        order.id(),
                        order.region(),
                        order.kind(),
                        Texts.json(order.parameters()),
                        order.epoch(),
                        order.placed(),
                        order.placedBy()));
    }

    @Override
    public Optional<WorkOrder> claim(String region, String agent, Instant at) {
        return writing.write("claim a work order of " + region, connection -> {
            Sql.call(connection, LOCK_CLAIMS, region);
            Optional<WorkOrder> held = Sql.first(
                    connection,
                    ORDER + " where region = ? and state = 'claimed' and claimed_by = ? order by placed_at limit 1",
                    PostgresWork::order,
                    region,
                    agent);
            return held.isPresent() ? held : claimOpen(connection, region, agent, at);
        });
    }

    private static Optional<WorkOrder> claimOpen(Connection connection, String region, String agent, Instant at)
            throws SQLException {
        Optional<WorkOrder> open = Sql.first(
                connection,
                ORDER + " where region = ? and state = 'open' and epoch >= current_epoch()"
                        + " order by placed_at, work_order limit 1",
                PostgresWork::order,
                region);
        if (open.isPresent()) {
            String sql = "update work_order set state = 'claimed', claimed_by = ?, claimed_at = ? where work_order = ?";
            Sql.update(connection, sql, agent, at, open.get().id());
        }
        return open;
    }

    private static WorkOrder order(Row row) throws SQLException {
        return new WorkOrder(
                row.token("work_order"),
                row.text("region"),
                row.text("kind"),
                row.map("parameters"),
                row.whole("epoch"),
                row.time("placed_at"),
                row.text("placed_by"));
    }

    @Override
    public void finish(Token order, boolean succeeded, String message, Instant at) {
        int changed = writing.write(
                "finish work order " + order,
                connection -> Sql.update(
                        connection,
                        "update work_order set state = ?, message = ?, ended_at = ? where work_order = ?",
                        succeeded ? WorkOrder.State.DONE : WorkOrder.State.FAILED,
                        message,
                        at,
                        order));
        WorkOrder.State state = changed == 0 ? stateOf(writing, order) : WorkOrder.State.DONE;
        if (state == WorkOrder.State.OPEN || state == WorkOrder.State.CLAIMED) {
            throw new Refused(
                    "work order " + order + " is another region's", "agents end their own region's orders only");
        }
    }

    @Override
    public WorkOrder.State state(Token order) {
        return stateOf(reading, order);
    }

    private static WorkOrder.State stateOf(Database database, Token order) {
        return database.read(
                        "read work order " + order,
                        connection -> Sql.first(
                                connection,
                                "select state from work_order where work_order = ?",
                                row -> row.name("state", WorkOrder.State.class),
                                order))
                .orElseThrow(() -> new Missing("there is no work order " + order));
    }

    @Override
    public List<JobRun> runs(String region, int limit) {
        return reading.read(
                "read the runs of " + region,
                connection -> Sql.list(connection, """
                select run, region, agent, job, started_at, updated_at, ended_at, outcome, done, total, message
                from job_run where region = ? order by started_at desc, run limit ?""", PostgresWork::run, region, limit));
    }

    private static JobRun run(Row row) throws SQLException {
        return new JobRun(
                new RunId(row.token("run")),
                row.text("region"),
                row.text("agent"),
                row.text("job"),
                row.time("started_at"),
                row.time("updated_at"),
                row.optionalTime("ended_at"),
                row.name("outcome", JobRun.Outcome.class),
                row.big("done"),
                row.big("total"),
                row.text("message"));
    }
}
