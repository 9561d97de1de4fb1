package io.twinkeep.bench;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

/** Generation records as a service makes them: words of very different frequency, half of the prompts English, half Chinese. */
final class SampleRecords {
    static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(5); // a million of them come to two months
    private static final int WORDS = 5_000;
    private static final int VERSIONS = 20;
    private static final double COMMONEST = 5; // words of an index below this come about equally often
    private static final long SEEDS = 7919;

    private final Random random = new Random(42);

    /** The next ones, from this number on. */
    List<GenerationRecord> records(long first, int count) {
        var records = new ArrayList<GenerationRecord>(count);
        for (long number = first; number < first + count; number++) {
            records.add(record(number));
        }
        return records;
    }

    private GenerationRecord record(long number) {
        String prompt = number % 2 == 0 ? prompt(30, true) : prompt(24, false);
        return new GenerationRecord(
                "eu-1",
                "outputs/" + number + ".png",
                digest("output " + number),
                1_500_000,
                made(number),
                Optional.of("z-image-turbo"),
                Optional.of(version(random.nextInt(VERSIONS) * random.nextInt(VERSIONS) / VERSIONS)),
                Optional.of(seed(number)),
                OptionalInt.of(8),
                Optional.of(1.0),
                Optional.of("euler"),
                OptionalInt.of(1024),
                OptionalInt.of(1024),
                Optional.of(prompt),
                Optional.empty(),
                Optional.of(digest(prompt)),
                number % 50 == 0,
                Optional.empty(),
                new TreeMap<>());
    }

    private String prompt(int words, boolean inEnglish) {
        var prompt = new StringBuilder();
        for (int i = 0; i < words; i++) {
            prompt.append(inEnglish ? " " : i % 6 == 5 ? "，" : "");
            prompt.append(inEnglish ? english(rank()) : chinese(rank()));
        }
        return prompt.toString().strip();
    }

    /** By Zipf's law, whose sum is about a logarithm. */
    private int rank() {
        double range = Math.log((WORDS + COMMONEST) / COMMONEST);
        return (int) Math.min(WORDS - 1, COMMONEST * Math.expm1(random.nextDouble() * range));
    }

    static Instant made(long number) {
        return START.plus(STEP.multipliedBy(number));
    }

    static BigInteger seed(long number) {
        return BigInteger.valueOf(number * SEEDS);
    }

    /** The higher the number, the fewer images were made by it. */
    static Sha256 version(int number) {
        return digest("version " + number);
    }

    /** The higher the rank, the rarer the word. */
    static String english(int rank) {
        return Long.toString(1_000_003L * (rank + 11), Character.MAX_RADIX);
    }

    /** Two characters out of some thousands. */
    static String chinese(int rank) {
        return Character.toString(0x4e00 + rank * 37 % 3_001) + Character.toString(0x4e00 + rank * 101 % 2_999);
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
