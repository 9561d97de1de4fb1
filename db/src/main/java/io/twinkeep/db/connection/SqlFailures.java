package io.twinkeep.db.connection;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/** Sorts Postgres' errors by what to do next. */
final class SqlFailures {
    /** Ours, raised by the schema's guards. */
    private static final String STALE_EPOCH = "TK001";

    private static final String TAKEN = "TK002";

    private SqlFailures() {}

    /** A statement failed, and with it its transaction. */
    static BackupException translate(String what, SQLException e) {
        String state = stateOf(e);
        String told = what + ": " + messageOf(e);
        return switch (state) {
            case STALE_EPOCH -> new Refused(told, "this region was replaced; ask 'status' which one is primary", e);
            case TAKEN, "23505" -> new Conflict(told, "read again what is there", e);
            case "42501" ->
                new Refused(told, "this login may not do that; agents write their own region's facts only", e);
            case "3D000" -> new BadUsage(told, "make the database, or mend its name in the configuration", e);
            case "3F000", "42P01", "42883", "42703" ->
                new BadUsage(told, "the schema is older than this program: run its migrations", e);
            default -> byClass(state, told, e);
        };
    }

    private static BackupException byClass(String state, String told, SQLException e) {
        if (isUnavailable(state)) {
            return new Unavailable(told, "nothing is lost; try again when the database answers", e);
        }
        return switch (state.substring(0, 2)) {
            case "28" -> new Refused(told, "check the login, its password and the server's pg_hba.conf", e);
            case "22", "23" -> new Refused(told, "the database does not take these values", e);
            default -> new Failed(told, "", e);
        };
    }

    /** The answer to a commit did not come as success. */
    static BackupException translateCommit(String what, SQLException e) {
        String state = stateOf(e);
        if (isBroken(e)) {
            return new OutcomeUnknown(
                    what + ": the answer to the commit was lost: " + messageOf(e), "the same call again is safe", e);
        }
        return translate(what + " (state " + state + ")", e);
    }

    /** Whether the connection, and perhaps its server, is gone. */
    static boolean isBroken(SQLException e) {
        String state = stateOf(e);
        // 57P01 to 57P05: the server ends the session. 25006: it has become a standby.
        return state.startsWith("08") || state.startsWith("57P") || state.equals("25006");
    }

    private static boolean isUnavailable(String state) {
        return switch (state) {
            // a deadlock or lost race, a statement that took too long, a lock held by somebody else
            case "40001", "40P01", "57014", "55P03", "25006" -> true;
            // connection, resources, operator, system
            default -> List.of("08", "53", "57", "58").contains(state.substring(0, 2));
        };
    }

    /** The state of the error itself or of what caused it; the pool's own timeouts have none. */
    private static String stateOf(SQLException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return sql.getSQLState();
            }
        }
        return e instanceof SQLTransientConnectionException ? "08001" : "99999";
    }

    /** The first line of the innermost message, which is the server's or the network's. */
    private static String messageOf(SQLException e) {
        Throwable at = e;
        while (at.getCause() instanceof SQLException cause) {
            at = cause;
        }
        String message = String.valueOf(at.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
