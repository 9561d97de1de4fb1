package io.twinkeep.db.facts;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.db.TestFacts;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

/** Records as a service would make them: prompts of words of very different frequency, half English and half Chinese. */
final class TestPrompts {
    static final Instant START = Instant.parse("2026-09-10T00:00:00Z");
    private static final int WORDS = 5_000;
    private static final int VERSIONS = 20;
    private static final Duration STEP = Duration.ofMillis(5_000);

    private final Random random;
    private final double[] cumulated = new double[WORDS];

    TestPrompts(long seed) {
        random = new Random(seed);
        double sum = 0;
        for (int i = 0; i < WORDS; i++) {
            sum += 1.0 / (i + 5);
            cumulated[i] = sum;
        }
    }

    List<GenerationRecord> records(int start, int count) {
        var records = new ArrayList<GenerationRecord>(count);
        for (int i = start; i < start + count; i++) {
            records.add(record(i));
        }
        return records;
    }

    private GenerationRecord record(int number) {
        String prompt = number % 2 == 0 ? words(30, " ") : words(24, "");
        return new GenerationRecord(
                "eu-1",
                "outputs/" + number + ".png",
                TestFacts.digest("output " + number),
                1_500_000,
                START.plus(STEP.multipliedBy(number)),
                Optional.of("z-image-turbo"),
                Optional.of(version(Math.min(rank(), VERSIONS - 1))),
                Optional.of(BigInteger.valueOf(number * 7919L)),
                OptionalInt.of(8),
                Optional.of(1.0),
                Optional.of("euler"),
                OptionalInt.of(1024),
                OptionalInt.of(1024),
                Optional.of(prompt),
                Optional.empty(),
                Optional.of(TestFacts.digest(prompt)),
                number % 50 == 0,
                Optional.empty(),
                new TreeMap<>());
    }

    private String words(int count, String between) {
        var prompt = new StringBuilder();
        for (int i = 0; i < count; i++) {
            prompt.append(i == 0 ? "" : i % 6 == 0 && between.isEmpty() ? "，" : between);
            prompt.append(between.isEmpty() ? chinese(rank()) : english(rank()));
        }
        return prompt.toString();
    }

    /** Zipf's law. */
    private int rank() {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[WORDS - 1]);
        return Math.min(found < 0 ? -found - 1 : found, WORDS - 1);
    }

    Sha256 version(int number) {
        return TestFacts.digest("version " + number);
    }

    /** The words in order of frequency. */
    String english(int rank) {
        return Long.toString(1_000_003L * (rank + 11), 36);
    }

    /** Two characters, of three thousand. */
    String chinese(int rank) {
        return Character.toString(0x4e00 + rank * 37 % 3_000) + Character.toString(0x4e00 + rank * 101 % 2_999);
    }
}
