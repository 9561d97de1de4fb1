package io.twinkeep.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.StoredFact;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogFactsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00.123456Z");
    private static final Random RANDOM = new Random(1);
    private static final RepositoryId REPOSITORY = new RepositoryId(Token.random(RANDOM));
    private static final RunId RUN = RunId.random(RANDOM);
    private static final ModelName MODEL = new ModelName("z-image-turbo");
    private static final Sha256 DIGEST = Sha256.of(new byte[] {7});

    static List<Fact> facts() {
        var odd = FilePath.ofBytes(new byte[] {'n', (byte) 0xe4, '/', (byte) 0xff});
        return List.of(
                new AgentHeartbeat("eu-1", "狐", "host", "0.1", new TreeSet<>(List.of("a", "b")), 3, NOON, NOON),
                run(JobRun.Outcome.RUNNING),
                run(JobRun.Outcome.REFUSED),
                new RepositoryUse(REPOSITORY, "eu-1", "s3:https://host/bucket", NOON),
                new SnapshotFact(
                        REPOSITORY,
                        MODEL,
                        new SetId(2, 9),
                        4,
                        "eu-1",
                        SnapshotFact.Kind.INCREMENTAL,
                        DIGEST,
                        RUN,
                        1L << 40,
                        12,
                        NOON,
                        Optional.of(NOON)),
                new VersionFact(
                        MODEL,
                        DIGEST,
                        NOON,
                        List.of(new VersionFile(odd, 5, DIGEST), new VersionFile(FilePath.of("a/b"), 0, DIGEST))),
                new Deployment(
                        "us-1", MODEL, DIGEST, DeploymentState.VERIFIED, "/nas/x", Optional.empty(), 2, NOON, "why"),
                new AuditEvent(
                        Token.random(RANDOM), "eu-1", NOON, "me", "did", "that", new TreeMap<>(Map.of("k", "v"))));
    }

    private static JobRun run(JobRun.Outcome outcome) {
        Optional<Instant> ended = outcome == JobRun.Outcome.RUNNING ? Optional.empty() : Optional.of(NOON);
        return new JobRun(RUN, "eu-1", "a", "full", NOON, NOON, ended, outcome, 5, 10, "half");
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyFactComesBackAsItWas(Fact fact) {
        assertThat(CatalogFacts.decode(CatalogFacts.encode(fact))).isEqualTo(fact);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aCutFactIsCorruptAndANewerOneRefused(Fact fact) {
        StoredFact stored = CatalogFacts.encode(fact);
        for (int length = 0; length < stored.bytes().length; length++) {
            var cut = new StoredFact(stored.kind(), stored.version(), Arrays.copyOf(stored.bytes(), length));
            assertThatThrownBy(() -> CatalogFacts.decode(cut)).isInstanceOf(Corrupt.class);
        }
        assertThatThrownBy(() -> CatalogFacts.decode(new StoredFact(stored.kind(), 2, stored.bytes())))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> CatalogFacts.decode(new StoredFact(999, 1, stored.bytes())))
                .isInstanceOf(Refused.class);
    }
}
