package io.twinkeep.db.records;

import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.db.connection.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions of a search, each beginning with {@code and}, and their parameters.
 *
 * @param hasWords whether the index of words can be asked
 */
record Conditions(String sql, List<Object> values, boolean hasWords) {
    /** All but the text. */
    static Conditions plain(RecordQuery query) {
        var sql = new StringBuilder();
        var values = new ArrayList<Object>();
        add(sql, values, " and made >= ?", query.from());
        add(sql, values, " and made < ?", query.to());
        add(sql, values, " and region = ?", query.region());
        add(sql, values, " and version = ?", query.version());
        add(sql, values, " and seed = ?", query.seed().map(BigDecimal::new));
        return new Conditions(sql.toString(), values, false);
    }

    static Conditions text(RecordQuery query) {
        if (query.text().isEmpty()) {
            return new Conditions("", List.of(), false);
        }
        String text = Texts.storable(query.text().get());
        Set<Integer> words = PromptWords.of(text);
        var sql = new StringBuilder();
        var values = new ArrayList<Object>();
        if (!words.isEmpty()) {
            add(sql, values, " and words @> ?::integer[]", Optional.of(PromptWords.literal(words)));
        }
        for (String run : PromptWords.runs(text)) {
            add(sql, values, " and position(? in lower(normalize(prompt, NFKC))) > 0", Optional.of(run));
        }
        return new Conditions(sql.toString(), values, !words.isEmpty());
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, Optional<?> value) {
        if (value.isPresent()) {
            sql.append(condition);
            values.add(value.get());
        }
    }
}
