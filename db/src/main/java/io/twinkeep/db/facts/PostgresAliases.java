package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.Aliases;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.db.connection.Database;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Aliases as a log of moves. */
final class PostgresAliases implements Aliases {
    private static final String ALL = """
            select model, alias, number, promotion, version, epoch, moved_at, moved_by, reason from alias_move""";
    private static final String MOVES = ALL + " where model = ? and alias = ? order by number";

    private final Database writing;
    private final Database reading;

    PostgresAliases(Database writing, Database reading) {
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public Optional<AliasMove> current(ModelName model, String alias) {
        return reading.read(
                "read alias " + alias + " of " + model,
                connection -> Sql.first(connection, MOVES + " desc limit 1", PostgresAliases::move, model, alias));
    }

    @Override
    public List<AliasMove> history(ModelName model, String alias) {
        return reading.read(
                "read the history of alias " + alias + " of " + model,
                connection -> Sql.list(connection, MOVES, PostgresAliases::move, model, alias));
    }

    @Override
    public List<AliasMove> moves() {
        return reading.read(
                "read the moves of all aliases",
                connection -> Sql.list(
                        connection,
                        ALL + " order by model collate \"C\", alias collate \"C\", number",
                        PostgresAliases::move));
    }

    private static AliasMove move(Row row) throws SQLException {
        return new AliasMove(
                new PromotionId(row.token("promotion")),
                row.model("model"),
                row.text("alias"),
                row.whole("number"),
                row.digest("version"),
                row.whole("epoch"),
                row.time("moved_at"),
                row.text("moved_by"),
                row.text("reason"));
    }

    @Override
    public void move(AliasMove move) {
        String what = "move alias " + move.alias() + " of " + move.model();
        writing.write(what, connection -> isDone(connection, move) ? 0 : insert(connection, move));
    }

    /** So that a move whose answer was lost can be sent again. */
    private static boolean isDone(Connection connection, AliasMove move) throws SQLException {
        String sql =
                "select true as done from alias_move where promotion = ? and model = ? and alias = ? and number = ?";
        return Sql.first(
                        connection,
                        sql,
                        row -> row.is("done"),
                        move.promotion(),
                        move.model(),
                        move.alias(),
                        move.number())
                .isPresent();
    }

    private static int insert(Connection connection, AliasMove move) throws SQLException {
        return Sql.update(
                connection,
                """
                insert into alias_move (model, alias, number, promotion, version, epoch, moved_at, moved_by, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                move.model(),
                move.alias(),
                move.number(),
                move.promotion(),
                move.version(),
                move.epoch(),
                move.at(),
                move.by(),
                move.reason());
    }
}
