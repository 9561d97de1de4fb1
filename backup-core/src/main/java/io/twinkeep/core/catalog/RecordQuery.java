package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * Which generation records to find; every condition that is given must hold.
 *
 * @param from made at or after
 * @param to made before
 * @param text words that the prompt must hold, in any order; of Chinese and Japanese text any run of characters
 * @param limit 1 to 10,000
 */
public record RecordQuery(
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> region,
        Optional<Sha256> version,
        Optional<BigInteger> seed,
        Optional<String> text,
        int limit) {
    public RecordQuery {
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("a search returns 1 to 10,000 records, not " + limit);
        }
    }

    public static RecordQuery newest(int limit) {
        return new RecordQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    public RecordQuery between(Instant from, Instant to) {
        return new RecordQuery(Optional.of(from), Optional.of(to), region, version, seed, text, limit);
    }

    public RecordQuery ofRegion(String region) {
        return new RecordQuery(from, to, Optional.of(region), version, seed, text, limit);
    }

    public RecordQuery ofVersion(Sha256 version) {
        return new RecordQuery(from, to, region, Optional.of(version), seed, text, limit);
    }

    public RecordQuery ofSeed(BigInteger seed) {
        return new RecordQuery(from, to, region, version, Optional.of(seed), text, limit);
    }

    public RecordQuery about(String text) {
        return new RecordQuery(from, to, region, version, seed, Optional.of(text), limit);
    }
}
