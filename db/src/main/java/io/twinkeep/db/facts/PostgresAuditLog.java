package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.AuditLog;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Who did what. */
final class PostgresAuditLog implements AuditLog {
    private final Database reading;

    PostgresAuditLog(Database reading) {
        this.reading = reading;
    }

    @Override
    public List<AuditEvent> events(Instant from, Instant to, int limit) {
        String sql = "select event, region, happened_at, actor, action, subject, %s from audit_event"
                .formatted(Row.pairsOf("details"));
        return reading.read(
                "read audit events",
                connection -> Sql.list(
                        connection,
                        sql + " where happened_at >= ? and happened_at < ? order by happened_at, event limit ?",
                        PostgresAuditLog::event,
                        from,
                        to,
                        limit));
    }

    private static AuditEvent event(Row row) throws SQLException {
        return new AuditEvent(
                row.token("event"),
                row.text("region"),
                row.time("happened_at"),
                row.text("actor"),
                row.text("action"),
                row.text("subject"),
                row.map("details"));
    }
}
