package io.twinkeep.db.connection;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The present row of a result, read as our own types. Not thread-safe. */
public final class Row {
    private final ResultSet row;

    Row(ResultSet row) {
        this.row = row;
    }

    public String text(String column) throws SQLException {
        return row.getString(column);
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public boolean is(String column) throws SQLException {
        return row.getBoolean(column);
    }

    public Optional<Boolean> optionalBoolean(String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Boolean.class));
    }

    public int whole(String column) throws SQLException {
        return row.getInt(column);
    }

    public OptionalInt optionalWhole(String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    public long big(String column) throws SQLException {
        return row.getLong(column);
    }

    public Optional<BigInteger> optionalBig(String column) throws SQLException {
        return Optional.ofNullable(row.getBigDecimal(column)).map(BigDecimal::toBigInteger);
    }

    public Optional<Double> optionalDouble(String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Double.class));
    }

    public Instant time(String column) throws SQLException {
        return optionalTime(column).orElseThrow();
    }

    public Optional<Instant> optionalTime(String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public Sha256 digest(String column) throws SQLException {
        return optionalDigest(column).orElseThrow();
    }

    public Optional<Sha256> optionalDigest(String column) throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(bytes -> Sha256.read(ByteBuffer.wrap(bytes)));
    }

    public FilePath path(String column) throws SQLException {
        return FilePath.ofBytes(row.getBytes(column));
    }

    public ModelName model(String column) throws SQLException {
        return new ModelName(row.getString(column));
    }

    public Token token(String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return new Token(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public <E extends Enum<E>> E name(String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, row.getString(column).toUpperCase(Locale.ROOT));
    }

    /** Of an array of text. */
    public TreeSet<String> names(String column) throws SQLException {
        return new TreeSet<>(Arrays.asList((String[]) row.getArray(column).getArray()));
    }

    /** Of an array of pairs, as {@link #pairsOf} selects it; null is empty. */
    public TreeMap<String, String> map(String column) throws SQLException {
        var map = new TreeMap<String, String>();
        Array pairs = row.getArray(column);
        if (pairs != null) {
            for (String[] pair : (String[][]) pairs.getArray()) {
                map.put(pair[0], pair[1]);
            }
        }
        return map;
    }

    /** Selects a jsonb column for {@link #map}. */
    public static String pairsOf(String column) {
        return "(select array_agg(array[key, value]) from jsonb_each_text(" + column + ")) as " + column;
    }
}
