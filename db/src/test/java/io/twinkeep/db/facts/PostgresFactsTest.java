package io.twinkeep.db.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.catalog.RepositoryUse;
import io.twinkeep.core.catalog.Schedule;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.catalog.Standing;
import io.twinkeep.core.catalog.VersionFact;
import io.twinkeep.core.catalog.VersionFile;
import io.twinkeep.core.catalog.VersionSummary;
import io.twinkeep.core.catalog.WorkOrder;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.snapshot.VersionDigest;
import io.twinkeep.db.TestDatabases;
import io.twinkeep.db.TestFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What facts do when they come twice, late, or from one who was replaced. */
class PostgresFactsTest {
    private static final Instant NOON = TestFacts.NOON;
    private static final ModelName MODEL = TestFacts.MODEL;
    private static PostgresFacts eu;
    private static PostgresFacts us;
    private static PostgresFacts server;
    private final Random random = new Random(1);

    @BeforeAll
    static void open() {
        String database = TestDatabases.fresh("facts");
        eu = TestDatabases.facts(database, "eu_agent");
        us = TestDatabases.facts(database, "us_agent");
        server = TestDatabases.facts(database, "the_server");
    }

    @AfterAll
    static void close() {
        eu.close();
        us.close();
        server.close();
    }

    @Test
    void theLatestHeartbeatCountsAndFollowersLimitTheFeatures() {
        var first = heartbeat("eu-1", "one", NOON, "a", "b");
        var second = heartbeat("eu-1", "one", NOON.plusSeconds(10), "a", "b", "c");
        eu.writer().write(List.of(second));
        eu.writer().write(List.of(first, second));
        us.writer().write(List.of(heartbeat("us-1", "two", NOON.plusSeconds(5), "a", "c")));

        assertThat(server.fleet().agents()).contains(second).doesNotContain(first);
        assertThat(server.fleet().readableByAll(NOON).orElseThrow()).containsExactly("a", "c");
        assertThat(server.fleet().readableByAll(NOON.plusSeconds(60))).isEmpty();
    }

    private static AgentHeartbeat heartbeat(String region, String agent, Instant at, String... features) {
        return new AgentHeartbeat(region, agent, "gpu7", "0.1.0", new TreeSet<>(List.of(features)), 1, NOON, at);
    }

    @Test
    void aVersionIsTakenOnlyIfItsFilesComeToItsDigest() {
        var files = List.of(
                file(FilePath.of("model_index.json"), 10),
                file(FilePath.of("a\\b\nc\rd"), 20),
                file(FilePath.ofBytes(new byte[] {'x', '/', (byte) 0xff, (byte) 0x80}), 30),
                file(FilePath.of("中文.safetensors"), 40));
        Sha256 digest = listing(files);

        eu.writer().write(List.of(new VersionFact(MODEL, digest, NOON, files)));
        us.writer().write(List.of(new VersionFact(MODEL, digest, NOON.plusSeconds(9), files)));

        assertThat(us.versions().version(MODEL, digest)).contains(new VersionSummary(MODEL, digest, 100, 4, NOON));
        assertThat(us.versions().files(digest)).containsExactlyInAnyOrderElementsOf(files);
        var invented = new VersionFact(MODEL, TestFacts.digest("invented"), NOON, files);
        assertThatThrownBy(() -> eu.writer().write(List.of(invented))).isInstanceOf(Refused.class);
        assertThat(us.versions().models()).containsExactly(MODEL);
    }

    private static VersionFile file(FilePath path, long bytes) {
        return new VersionFile(path, bytes, TestFacts.digest(path.toString()));
    }

    private static Sha256 listing(List<VersionFile> files) {
        var digests = new TreeMap<FilePath, Sha256>();
        files.forEach(file -> digests.put(file.path(), file.digest()));
        return VersionDigest.of(digests).value();
    }

    @Test
    void aSnapshotLearnsWhenItWasVerifiedAndEachRegionReportsForItself() {
        var snapshot = snapshot("eu-1", Optional.empty());
        var verified = snapshot("eu-1", Optional.of(NOON.plusSeconds(60)));
        eu.writer().write(List.of(snapshot));
        eu.writer().write(List.of(verified));
        eu.writer().write(List.of(snapshot, snapshot("eu-1", Optional.of(NOON))));
        us.writer().write(List.of(snapshot("us-1", Optional.empty())));
        eu.writer().write(List.of(new RepositoryUse(snapshot.repository(), "eu-1", "file:/mnt/eu", NOON)));

        assertThat(server.versions().snapshots(MODEL)).containsExactly(verified, snapshot("us-1", Optional.empty()));
        assertThat(server.versions().repositories())
                .extracting(RepositoryUse::address)
                .containsExactly("file:/mnt/eu");
    }

    private static SnapshotFact snapshot(String region, Optional<Instant> verified) {
        return new SnapshotFact(
                new RepositoryId(new Token(1, 2)),
                MODEL,
                new SetId(1, 3),
                4,
                region,
                SnapshotFact.Kind.INCREMENTAL,
                TestFacts.digest("v"),
                new RunId(new Token(3, 4)),
                1L << 40,
                1L << 30,
                NOON,
                verified);
    }

    @Test
    void oneVersionIsActiveInARegionAndLateNewsChangesNothing() {
        var old = TestFacts.deployment("eu-1", "old", DeploymentState.ACTIVE, 1, NOON);
        var young = TestFacts.deployment("eu-1", "young", DeploymentState.ACTIVE, 1, NOON.plusSeconds(60));
        var late = TestFacts.deployment("eu-1", "young", DeploymentState.SYNCING, 1, NOON.plusSeconds(30));
        var staleEpoch = TestFacts.deployment("eu-1", "young", DeploymentState.FAILED, 0, NOON.plusSeconds(90));

        eu.writer().write(List.of(young));
        eu.writer().write(List.of(old, late, staleEpoch));

        assertThat(server.deployments().deployments(MODEL))
                .containsExactly(young, TestFacts.deployment("eu-1", "old", DeploymentState.VERIFIED, 1, NOON));
    }

    @Test
    void aRunThatHasEndedStaysEnded() {
        var run = RunId.random(random);
        eu.writer().write(List.of(run(run, 10, Optional.empty(), JobRun.Outcome.RUNNING)));
        var ended = run(run, 20, Optional.of(NOON.plusSeconds(20)), JobRun.Outcome.SUCCEEDED);
        eu.writer().write(List.of(ended));
        eu.writer().write(List.of(run(run, 30, Optional.empty(), JobRun.Outcome.RUNNING)));

        assertThat(server.work().runs("eu-1", 10)).containsExactly(ended);
    }

    private static JobRun run(RunId run, int seconds, Optional<Instant> ended, JobRun.Outcome outcome) {
        return new JobRun(
                run, "eu-1", "one", "backup", NOON, NOON.plusSeconds(seconds), ended, outcome, seconds, 100, "");
    }

    @Test
    void anAuditEventIsThereOnce() {
        var event = new AuditEvent(
                Token.random(random), "eu-1", NOON, "op", "promote", "production", new TreeMap<>(Map.of("to", "v\0")));
        eu.writer().write(List.of(event, event));
        eu.writer().write(List.of(event));

        assertThat(server.audit().events(NOON, NOON.plusSeconds(1), 10))
                .singleElement()
                .satisfies(found -> assertThat(found.details()).containsEntry("to", "v\ufffd"));
    }

    @Test
    void ofTwoPromotionsWithOneNumberTheFirstWinsAndMaySendAgain() {
        var model = new ModelName("contested");
        var first = move(model, 1, 1);
        server.aliases().move(first);
        server.aliases().move(first);
        eu.aliases().move(move(model, 2, 1));

        assertThatThrownBy(() -> server.aliases().move(move(model, 2, 1))).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> server.aliases().move(move(model, 4, 1))).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> us.aliases().move(move(model, 3, 1))).isInstanceOf(Refused.class);
        assertThat(us.aliases().current(model, "production").orElseThrow().number())
                .isEqualTo(2);
        assertThat(us.aliases().history(model, "production")).hasSize(2).contains(first);
    }

    private AliasMove move(ModelName model, int number, int epoch) {
        return new AliasMove(
                PromotionId.random(random),
                model,
                "production",
                number,
                TestFacts.digest("v" + number),
                epoch,
                NOON,
                "op",
                "better");
    }

    @Test
    void aReplacedRegionMovesNothingMore() {
        String database = TestDatabases.fresh("replaced");
        try (var own = TestDatabases.facts(database, "eu_agent");
                var controller = TestDatabases.facts(database, "the_server")) {
            own.aliases().move(move(MODEL, 1, 1));
            var order = new WorkOrder(Token.random(random), "us-1", "restore", new TreeMap<>(), 1, NOON, "op");
            controller.work().place(order);
            var grant = new EpochGrant(2, "us-1", NOON, "controller", "eu-1 is gone");
            controller.fleet().grant(grant);
            controller.fleet().grant(grant);

            assertThatThrownBy(() -> own.aliases().move(move(MODEL, 2, 1))).isInstanceOf(Refused.class);
            assertThatThrownBy(() -> own.aliases().move(move(MODEL, 2, 2))).isInstanceOf(Refused.class);
            assertThatThrownBy(() -> controller.aliases().move(move(MODEL, 2, 1)))
                    .isInstanceOf(Refused.class);
            assertThatThrownBy(() -> controller.fleet().grant(new EpochGrant(2, "eu-1", NOON, "old controller", "")))
                    .isInstanceOf(Refused.class);
            assertThat(controller.work().claim("us-1", "one", NOON)).isEmpty();
            assertThat(controller.fleet().standing("eu-1").role()).isEqualTo(RegionRole.FENCED);
            assertThat(controller.fleet().standing("us-1").role()).isEqualTo(RegionRole.PRIMARY);
            assertThat(controller.fleet().epoch()).isEqualTo(2);
            assertThat(controller.fleet().grants()).hasSize(2).contains(grant);
            assertThatThrownBy(() -> controller.fleet().readmit("eu-1", 1, NOON))
                    .isInstanceOf(Refused.class);
            controller.fleet().readmit("eu-1", 2, NOON);
            assertThat(controller.fleet().standings())
                    .extracting(Standing::role)
                    .containsExactly(RegionRole.STANDBY, RegionRole.PRIMARY);
            // What it generated before it knew is still a fact.
            own.writer().write(List.of(TestFacts.record("eu-1", 1, "late")));
        }
    }

    @Test
    void anOrderIsClaimedByOneAgentAndEndsOnce() {
        var first = order(1);
        var second = order(2);
        server.work().place(second);
        server.work().place(first);
        server.work().place(first);

        assertThat(eu.work().claim("eu-1", "one", NOON)).contains(first);
        assertThat(eu.work().claim("eu-1", "one", NOON)).contains(first);
        assertThat(eu.work().claim("eu-1", "two", NOON)).contains(second);
        assertThat(eu.work().claim("eu-1", "three", NOON)).isEmpty();
        assertThatThrownBy(() -> us.work().finish(first.id(), true, "mine", NOON))
                .isInstanceOf(Refused.class);
        eu.work().finish(first.id(), true, "", NOON);
        eu.work().finish(first.id(), false, "again", NOON);
        assertThat(server.work().state(first.id())).isEqualTo(WorkOrder.State.DONE);
        assertThat(server.work().state(second.id())).isEqualTo(WorkOrder.State.CLAIMED);
        assertThatThrownBy(() -> server.work().state(Token.random(random))).isInstanceOf(Missing.class);
    }

    private WorkOrder order(int second) {
        return new WorkOrder(
                Token.random(random),
                "eu-1",
                "backup",
                new TreeMap<>(Map.of("model", "z")),
                1,
                NOON.plusSeconds(second),
                "op");
    }

    @Test
    void aScheduleChangesOnlyFromTheRevisionThatWasRead() {
        var first = schedule("0 0 2 * * ?", 1);
        var second = schedule("0 0 3 * * ?", 2);
        server.work().set(first);
        server.work().set(first);
        server.work().set(second);
        server.work().set(second);

        assertThatThrownBy(() -> server.work().set(schedule("0 0 4 * * ?", 2))).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> server.work().set(first)).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> eu.work().set(schedule("0 0 4 * * ?", 3))).isInstanceOf(Refused.class);
        assertThat(eu.work().schedules("eu-1")).containsExactly(second);
    }

    private static Schedule schedule(String cron, int revision) {
        return new Schedule("eu-1", "backup", cron, true, new TreeMap<>(Map.of("percent", "10")), revision, NOON, "op");
    }
}
