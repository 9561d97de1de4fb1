package io.twinkeep.db.records;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.connection.Row;
import io.twinkeep.db.connection.Sql;
import io.twinkeep.db.connection.Texts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds generation records. Stateless. */
public final class RecordSearch {
    private static final String SELECT = """
            select made, region, path, output, bytes, model, version, seed, steps, guidance, sampler, width, height,
              prompt, negative_prompt, prompt_digest, important, stored_as, %s
            from generation_record where true""".formatted(Row.pairsOf("extra"));

    private final StringBuilder sql = new StringBuilder(SELECT);
    private final List<Object> values = new ArrayList<>();

    private RecordSearch() {}

    /** Newest first. */
    public static List<GenerationRecord> run(Connection connection, RecordQuery query) throws SQLException {
        var search = new RecordSearch();
        search.addConditions(query);
        return Sql.list(connection, search.sql.toString(), RecordSearch::record, search.values.toArray());
    }

    private void addConditions(RecordQuery query) {
        query.from().ifPresent(from -> add(" and made >= ?", from));
        query.to().ifPresent(to -> add(" and made < ?", to));
        query.region().ifPresent(region -> add(" and region = ?", region));
        query.version().ifPresent(version -> add(" and version = ?", version));
        query.seed().ifPresent(seed -> add(" and seed = ?", new BigDecimal(seed)));
        query.text().ifPresent(this::addText);
        add(" order by made desc, id desc limit ?", query.limit());
    }

    private void addText(String text) {
        String storable = Texts.storable(text);
        // A literal of digits, not a parameter: the planner must see how common the words are.
        sql.append(" and words @> '")
                .append(PromptWords.literal(PromptWords.of(storable)))
                .append("'");
        for (String run : PromptWords.runs(storable)) {
            add(" and position(? in lower(normalize(prompt, NFKC))) > 0", run);
        }
    }

    private void add(String condition, Object value) {
        sql.append(condition);
        values.add(value);
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
