package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.Durability;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.FactWriter;
import io.twinkeep.core.catalog.LogPosition;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes facts, and knows what has become of them. */
final class PostgresFactWriter implements FactWriter {
    /** The flushed position: the insert position may lie behind a page's header, where no standby ever stops. */
    private static final String POSITION = """
            select (pg_control_system()).system_identifier as system,
              pg_walfile_name(pg_current_wal_flush_lsn()) as file,
              pg_current_wal_flush_lsn() - '0/0'::pg_lsn as log_offset""";

    private static final String DURABILITY = """
            select (pg_control_system()).system_identifier as system,
              pg_walfile_name(pg_current_wal_flush_lsn()) as file,
              replayed_everywhere(?::pg_lsn) as replayed""";

    private static final int HEX = 16;
    private static final int TIMELINE_DIGITS = 8;

    private final Database database;

    PostgresFactWriter(Database database) {
        this.database = database;
    }

    @Override
    public LogPosition write(List<? extends Fact> facts) {
        return database.writeThen(
                "write " + facts.size() + " facts",
                connection -> {
                    // Not 'on': where a synchronous standby is configured and gone, that would wait for ever. The
                    // caller keeps the
                    // facts until they are replayed anyway.
                    Sql.update(connection, "set local synchronous_commit = local");
                    // New rows' words are sorted into their index in one go, not in many: twice as fast.
                    Sql.update(connection, "set local work_mem = '64MB'");
                    FactTables.write(connection, facts);
                    return facts;
                },
                PostgresFactWriter::position);
    }

    private static LogPosition position(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        POSITION,
                        row -> new LogPosition(row.big("system"), timeline(row.text("file")), row.big("log_offset")))
                .orElseThrow();
    }

    @Override
    public Durability durability(LogPosition position) {
        return database.read(
                "ask what is replayed",
                connection -> Sql.first(connection, DURABILITY, row -> durability(row, position), text(position))
                        .orElseThrow());
    }

    private static Durability durability(Row row, LogPosition position) throws SQLException {
        if (row.big("system") != position.system() || timeline(row.text("file")) != position.timeline()) {
            return Durability.SEND_AGAIN;
        }
        return row.optionalBoolean("replayed")
                .map(replayed -> replayed ? Durability.EVERYWHERE : Durability.PENDING)
                .orElse(Durability.UNDECLARED);
    }

    /** The first part of a log file's name; unlike the control file it tells of a promotion at once. */
    private static int timeline(String file) {
        return Integer.parseUnsignedInt(file.substring(0, TIMELINE_DIGITS), HEX);
    }

    private static String text(LogPosition position) {
        return "%X/%X".formatted(position.offset() >>> 32, position.offset() & 0xffff_ffffL);
    }
}
