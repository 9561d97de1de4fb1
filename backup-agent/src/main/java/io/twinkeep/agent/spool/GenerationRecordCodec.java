package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import java.nio.BufferUnderflowException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Generation records as facts, version 1: the fields in the record's order. A text is a count (LEB128) of UTF-8 bytes and the
 * bytes; numbers are big-endian; what may be absent has a byte 0 or 1 in front; {@code extra} is a count of pairs of
 * texts. A seed is 8 bytes, unsigned; a time is seconds i64 and nanoseconds i32 since 1970.
 */
public final class GenerationRecordCodec {
    private static final int VERSION = 1;
    private static final int MAX_EXTRA = 10_000;

    private GenerationRecordCodec() {}

    public static Fact encode(GenerationRecord record) {
        var out = new FactWriter();
        out.text(record.region()).text(record.path()).sha256(record.output()).i64(record.bytes());
        out.instant(record.made());
        out.optional(record.model(), out::text).optional(record.version(), out::sha256);
        out.optional(record.seed(), seed -> out.i64(seed.longValue()));
        out.optional(boxed(record.steps()), out::i32);
        out.optional(record.guidance(), guidance -> out.i64(Double.doubleToRawLongBits(guidance)));
        out.optional(record.sampler(), out::text);
        out.optional(boxed(record.width()), out::i32).optional(boxed(record.height()), out::i32);
        out.optional(record.prompt(), out::text).optional(record.negativePrompt(), out::text);
        out.optional(record.promptDigest(), out::sha256);
        out.flag(record.important()).optional(record.storedAs(), out::text);
        out.count(record.extra().size());
        record.extra().forEach((name, value) -> out.text(name).text(value));
        return new Fact(Fact.GENERATION_RECORD, VERSION, out.bytes());
    }

    /**
     * @throws Refused if the fact is of a newer version
     * @throws Corrupt if it is no generation record
     */
    public static GenerationRecord decode(Fact fact) {
        if (fact.kind() == Fact.GENERATION_RECORD && fact.version() > VERSION) {
            throw new Refused(
                    "a generation record of version " + fact.version() + "; this Twinkeep reads version " + VERSION,
                    "use the newer Twinkeep that wrote the spool");
        }
        try {
            if (fact.kind() != Fact.GENERATION_RECORD) {
                throw new IllegalArgumentException("kind " + fact.kind());
            }
            return read(new FactReader(fact.bytes()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt("not a generation record: " + fact, "", e);
        }
    }

    private static GenerationRecord read(FactReader in) {
        var record = new GenerationRecord(
                in.text(),
                in.text(),
                in.sha256(),
                in.i64(),
                in.instant(),
                in.optional(in::text),
                in.optional(in::sha256),
                in.optional(in::unsigned),
                unboxed(in.optional(in::i32)),
                in.optional(() -> Double.longBitsToDouble(in.i64())),
                in.optional(in::text),
                unboxed(in.optional(in::i32)),
                unboxed(in.optional(in::i32)),
                in.optional(in::text),
                in.optional(in::text),
                in.optional(in::sha256),
                in.flag(),
                in.optional(in::text),
                extra(in));
        in.end();
        return record;
    }

    private static SortedMap<String, String> extra(FactReader in) {
        var extra = new TreeMap<String, String>();
        for (int left = in.count(MAX_EXTRA); left > 0; left--) {
            extra.put(in.text(), in.text());
        }
        return extra;
    }

    private static Optional<Integer> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    private static OptionalInt unboxed(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
