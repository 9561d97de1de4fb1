package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.GenerationRecord;

/** Generation records: the fields in the record's order; a seed is 8 bytes, unsigned. */
final class GenerationRecordForm {
    private static final int MAX_EXTRA = 10_000;

    private GenerationRecordForm() {}

    static void write(FieldWriter out, GenerationRecord record) {
        out.text(record.region()).text(record.path()).sha256(record.output()).i64(record.bytes());
        out.instant(record.made());
        out.optional(record.model(), out::text).optional(record.version(), out::sha256);
        out.optional(record.seed(), seed -> out.i64(seed.longValue()));
        out.optional(record.steps());
        out.optional(record.guidance(), guidance -> out.i64(Double.doubleToRawLongBits(guidance)));
        out.optional(record.sampler(), out::text);
        out.optional(record.width()).optional(record.height());
        out.optional(record.prompt(), out::text).optional(record.negativePrompt(), out::text);
        out.optional(record.promptDigest(), out::sha256);
        out.flag(record.important()).optional(record.storedAs(), out::text);
        out.texts(record.extra());
    }

    static GenerationRecord read(FieldReader in) {
        return new GenerationRecord(
                in.text(),
                in.text(),
                in.sha256(),
                in.i64(),
                in.instant(),
                in.optional(in::text),
                in.optional(in::sha256),
                in.optional(in::unsigned),
                in.optionalInt(),
                in.optional(() -> Double.longBitsToDouble(in.i64())),
                in.optional(in::text),
                in.optionalInt(),
                in.optionalInt(),
                in.optional(in::text),
                in.optional(in::text),
                in.optional(in::sha256),
                in.flag(),
                in.optional(in::text),
                in.texts(MAX_EXTRA));
    }
}
