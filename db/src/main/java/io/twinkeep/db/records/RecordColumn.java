package io.twinkeep.db.records;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.db.connection.Texts;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One column of many records.
 *
 * @param type Postgres' name of an element's type
 */
record RecordColumn(String type, IntFunction<Object[]> array, Function<GenerationRecord, Object> value) {
    /** In the order of the insert statement's parameters. */
    static final List<RecordColumn> ALL = List.of(
            number("int8", record -> ChronoUnit.MICROS.between(Instant.EPOCH, record.made())),
            text("uuid", record -> uuid(record.id())),
            text("text", record -> Texts.storable(record.region())),
            text("text", record -> Texts.storable(record.path())),
            bytes(record -> Optional.of(record.output())),
            number("int8", GenerationRecord::bytes),
            optionalText(GenerationRecord::model),
            bytes(GenerationRecord::version),
            text("numeric", record -> record.seed().map(BigInteger::toString).orElse(null)),
            whole(GenerationRecord::steps),
            new RecordColumn(
                    "float8", Double[]::new, record -> record.guidance().orElse(null)),
            optionalText(GenerationRecord::sampler),
            whole(GenerationRecord::width),
            whole(GenerationRecord::height),
            optionalText(GenerationRecord::prompt),
            optionalText(GenerationRecord::negativePrompt),
            bytes(GenerationRecord::promptDigest),
            new RecordColumn("bool", Boolean[]::new, GenerationRecord::important),
            optionalText(GenerationRecord::storedAs),
            text("text", RecordColumn::extra),
            text("text", RecordColumn::words));

    Object[] values(List<GenerationRecord> records) {
        Object[] values = array.apply(records.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(records.get(i));
        }
        return values;
    }

    private static RecordColumn number(String type, Function<GenerationRecord, Long> value) {
        return new RecordColumn(type, Long[]::new, value::apply);
    }

    private static RecordColumn whole(Function<GenerationRecord, OptionalInt> value) {
        return new RecordColumn("int4", Integer[]::new, record -> {
            OptionalInt number = value.apply(record);
            return number.isPresent() ? number.getAsInt() : null;
        });
    }

    private static RecordColumn text(String type, Function<GenerationRecord, String> value) {
        return new RecordColumn(type, String[]::new, value::apply);
    }

    private static RecordColumn optionalText(Function<GenerationRecord, Optional<String>> value) {
        return text("text", record -> value.apply(record).map(Texts::storable).orElse(null));
    }

    private static RecordColumn bytes(Function<GenerationRecord, Optional<Sha256>> value) {
        return new RecordColumn(
                "bytea",
                byte[][]::new,
                record -> value.apply(record).map(Sha256::bytes).orElse(null));
    }

    private static String uuid(Sha256 id) {
        return new UUID(id.a(), id.b()).toString();
    }

    private static String extra(GenerationRecord record) {
        return record.extra().isEmpty() ? null : Texts.json(record.extra());
    }

    private static String words(GenerationRecord record) {
        if (record.prompt().isEmpty()) {
            return null;
        }
        return PromptWords.literal(PromptWords.of(Texts.storable(record.prompt().get())));
    }
}
