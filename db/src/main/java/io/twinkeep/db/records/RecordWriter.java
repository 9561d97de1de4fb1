package io.twinkeep.db.records;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.parallel.Parallel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;

/** Writes generation records in bulk: whole columns as arrays, one statement for thousands of rows. Stateless. */
public final class RecordWriter {
    /** Bounds what one statement holds in memory, here and in the server, and its time: each has the socket's timeout. */
    private static final int ROWS = 2_000;

    /** While the server works on one statement the next is made ready: words and digests cost about as much here as rows there. */
    private static final int AHEAD = 2;

    private static final String INSERT = """
            insert into generation_record (made, id, region, path, output, bytes, model, version, seed, steps, guidance,
              sampler, width, height, prompt, negative_prompt, prompt_digest, important, stored_as, extra, words)
            select timestamptz 'epoch' + r.made * interval '1 microsecond', r.id, r.region, r.path, r.output, r.bytes,
              r.model, r.version, r.seed, r.steps, r.guidance, r.sampler, r.width, r.height, r.prompt, r.negative_prompt,
              r.prompt_digest, r.important, r.stored_as, r.extra::jsonb, r.words::integer[]
            from unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::bytea[],
              ?::numeric[], ?::integer[], ?::double precision[], ?::text[], ?::integer[], ?::integer[], ?::text[],
              ?::text[], ?::bytea[], ?::boolean[], ?::text[], ?::text[], ?::text[])
              r (made, id, region, path, output, bytes, model, version, seed, steps, guidance, sampler, width, height,
              prompt, negative_prompt, prompt_digest, important, stored_as, extra, words)
            on conflict (made, id, region) do update set
              important = generation_record.important or excluded.important,
              stored_as = coalesce(generation_record.stored_as, excluded.stored_as)
            where generation_record.stored_as is null and excluded.stored_as is not null
               or excluded.important and not generation_record.important""";

    private RecordWriter() {}

    /** Within the connection's transaction. A record that is there only learns that it is important or stored. */
    public static void write(Connection connection, List<GenerationRecord> records) throws SQLException {
        ensureMonths(connection, records);
        var slices = new ArrayList<List<GenerationRecord>>();
        for (int start = 0; start < records.size(); start += ROWS) {
            slices.add(records.subList(start, Math.min(start + ROWS, records.size())));
        }
        try {
            Parallel.mapInOrder(AHEAD, slices, RecordWriter::columns, columns -> insert(connection, columns));
        } catch (Failure e) {
            throw e.cause;
        }
    }

    /** Carries a failure of the database to where it is expected. */
    private static final class Failure extends RuntimeException {
        private final SQLException cause;

        Failure(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private static void ensureMonths(Connection connection, List<GenerationRecord> records) throws SQLException {
        var months = new TreeSet<String>();
        for (GenerationRecord record : records) {
            months.add(YearMonth.from(record.made().atZone(ZoneOffset.UTC))
                    .atDay(1)
                    .toString());
        }
        try (var statement =
                connection.prepareStatement("select ensure_generation_month(m) from unnest(?::date[]) m")) {
            statement.setArray(1, connection.createArrayOf("date", months.toArray(String[]::new)));
            statement.execute();
        }
    }

    /** One statement may touch a row once only, so what was told twice is told together. */
    private static List<GenerationRecord> merged(List<GenerationRecord> records) {
        var byId = new LinkedHashMap<Sha256, GenerationRecord>();
        for (GenerationRecord record : records) {
            byId.merge(record.id(), record, GenerationRecord::learning);
        }
        return List.copyOf(byId.values());
    }

    private static List<Object[]> columns(List<GenerationRecord> records) {
        List<GenerationRecord> merged = merged(records);
        return RecordColumn.ALL.stream().map(column -> column.values(merged)).toList();
    }

    private static void insert(Connection connection, List<Object[]> columns) {
        try (var statement = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < columns.size(); i++) {
                String type = RecordColumn.ALL.get(i).type();
                statement.setArray(i + 1, connection.createArrayOf(type, columns.get(i)));
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }
}
