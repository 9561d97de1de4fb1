package io.twinkeep.db.connection;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Statements with values of our own types. Stateless. */
public final class Sql {
    private static final String STATEMENT_TIMEOUT = "select set_config('statement_timeout', ?, true)";
    private static final Duration BEFORE_THE_SOCKET = Duration.ofSeconds(1);

    private Sql() {}

    /** @param values instants, digests, ids, enums (lower-case), maps (JSON), optionals of those, or what JDBC knows */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Calls a function that returns nothing. */
    public static void call(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        }
    }

    /**
     * As {@link #call}, for what takes longer the more it is given: server and connection wait so much longer for it. What
     * follows in the transaction has the usual time again.
     */
    public static void callPatiently(Connection connection, Duration longer, String sql, Object... values)
            throws SQLException {
        int usual = connection.getNetworkTimeout();
        String statement = first(
                        connection, "select current_setting('statement_timeout') as usual", row -> row.text("usual"))
                .orElseThrow();
        int patient = Math.toIntExact(usual + longer.toMillis());
        call(connection, STATEMENT_TIMEOUT, patient - BEFORE_THE_SOCKET.toMillis() + "ms");
        connection.setNetworkTimeout(Runnable::run, patient);
        try {
            call(connection, sql, values);
        } finally {
            connection.setNetworkTimeout(Runnable::run, usual);
        }
        call(connection, STATEMENT_TIMEOUT, statement);
    }

    /** As {@link #update}, once for each row of values. */
    public static void updateEach(Connection connection, String sql, List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(sql)) {
            for (Object[] values : rows) {
                bind(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public static <T> List<T> list(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            var list = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                var row = new Row(rows);
                while (rows.next()) {
                    list.add(reader.read(row));
                }
            }
            return list;
        }
    }

    public static <T> Optional<T> first(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        return list(connection, sql, reader, values).stream().findFirst();
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, forJdbc(values[i]));
        }
    }

    private static Object forJdbc(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(Sql::forJdbc).orElse(null);
            case String text -> Texts.storable(text);
            case Instant time -> time.atOffset(ZoneOffset.UTC);
            case Sha256 digest -> digest.bytes();
            case FilePath path -> path.bytes();
            case ModelName model -> model.value();
            case Token token -> new UUID(token.high(), token.low());
            case RunId run -> forJdbc(run.token());
            case RepositoryId repository -> forJdbc(repository.token());
            case PromotionId promotion -> forJdbc(promotion.token());
            case Enum<?> name -> name.name().toLowerCase(Locale.ROOT);
            default -> value;
        };
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(Row row) throws SQLException;
    }
}
