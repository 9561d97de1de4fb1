package io.twinkeep.db;

import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Ready-made facts. */
public final class TestFacts {
    public static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");
    public static final ModelName MODEL = new ModelName("z-image-turbo");

    private TestFacts() {}

    public static Sha256 digest(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    public static Deployment deployment(
            String region, String version, DeploymentState state, int epoch, Instant changed) {
        return new Deployment(
                region, MODEL, digest(version), state, "/nas/" + version, Optional.of(NOON), epoch, changed, "");
    }

    /** A record with every field. */
    public static GenerationRecord record(String region, int number, String prompt) {
        return record(region, number, prompt, NOON.plusSeconds(number));
    }

    public static GenerationRecord record(String region, int number, String prompt, Instant made) {
        return new GenerationRecord(
                region,
                "2026/11/" + number + ".png",
                digest("output " + number),
                1_000 + number,
                made,
                Optional.of(MODEL.value()),
                Optional.of(digest("version")),
                Optional.of(BigInteger.valueOf(number)),
                OptionalInt.of(8),
                Optional.of(1.5),
                Optional.of("euler"),
                OptionalInt.of(1024),
                OptionalInt.of(768),
                Optional.of(prompt),
                Optional.of("blurry"),
                Optional.of(digest(prompt)),
                false,
                Optional.empty(),
                new TreeMap<>(Map.of("lora", "油画 \"v2\"\\")));
    }

    /** A record of which almost nothing is known. */
    public static GenerationRecord bare(String region, String path) {
        return new GenerationRecord(
                region,
                path,
                digest(path),
                0,
                NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                new TreeMap<>());
    }
}
