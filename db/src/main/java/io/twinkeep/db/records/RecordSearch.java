package io.twinkeep.db.records;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds generation records. Text is looked for in two steps, because no planner knows how often words occur together:
 * first among the newest records, which finds common words at once, then by the index of words, which finds rare ones at
 * once. Stateless.
 */
public final class RecordSearch {
    private static final int NEWEST = 10_000;

    private static final String SELECT = """
            select made, region, path, output, bytes, model, version, seed, steps, guidance, sampler, width, height,
              prompt, negative_prompt, prompt_digest, important, stored_as, %s
            from\s""".formatted(Row.pairsOf("extra"));

    private static final String ORDER = " order by made desc, id desc limit ?";

    private final Conditions plain;
    private final Conditions text;
    private final RecordQuery query;

    private RecordSearch(RecordQuery query) {
        this.query = query;
        this.plain = Conditions.plain(query);
        this.text = Conditions.text(query);
    }

    /** In a transaction. Newest first. */
    public static List<GenerationRecord> run(Connection connection, RecordQuery query) throws SQLException {
        var search = new RecordSearch(query);
        if (!search.text.hasWords() || query.seed().isPresent()) {
            return search.all(connection);
        }
        List<GenerationRecord> found = search.amongNewest(connection);
        return found.size() == query.limit() ? found : search.byWords(connection);
    }

    private List<GenerationRecord> all(Connection connection) throws SQLException {
        var values = new ArrayList<>(plain.values());
        values.addAll(text.values());
        values.add(query.limit());
        String sql = SELECT + "generation_record where true" + plain.sql() + text.sql() + ORDER;
        return Sql.list(connection, sql, RecordSearch::record, values.toArray());
    }

    private List<GenerationRecord> amongNewest(Connection connection) throws SQLException {
        var values = new ArrayList<>(plain.values());
        values.add(NEWEST);
        values.addAll(text.values());
        values.add(query.limit());
        String sql = SELECT + "(select * from generation_record where true" + plain.sql() + ORDER + ") r where true"
                + text.sql() + ORDER;
        return Sql.list(connection, sql, RecordSearch::record, values.toArray());
    }

    private List<GenerationRecord> byWords(Connection connection) throws SQLException {
        Sql.update(connection, "set local enable_seqscan = off");
        Sql.update(connection, "set local enable_indexscan = off");
        return all(connection);
    }

    private static GenerationRecord record(Row row) throws SQLException {
        return new GenerationRecord(
                row.text("region"),
                row.text("path"),
                row.digest("output"),
                row.big("bytes"),
                row.time("made"),
                row.optionalText("model"),
                row.optionalDigest("version"),
                row.optionalBig("seed"),
                row.optionalWhole("steps"),
                row.optionalDouble("guidance"),
                row.optionalText("sampler"),
                row.optionalWhole("width"),
                row.optionalWhole("height"),
                row.optionalText("prompt"),
                row.optionalText("negative_prompt"),
                row.optionalDigest("prompt_digest"),
                row.is("important"),
                row.optionalText("stored_as"),
                row.map("extra"));
    }
}
