package io.twinkeep.agent.region;

import static io.twinkeep.agent.region.TwoAgents.PRIMARY;
import static io.twinkeep.agent.region.TwoAgents.STANDBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.agent.follow.RegionParity;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class FollowingRegionTest {
    private static final String PRODUCTION = "alias: production";
    private static final String LATEST = "alias: latest";

    @TempDir
    Path folder;

    private TwoAgents agents;

    @BeforeEach
    void prepare() throws IOException {
        agents = new TwoAgents(folder);
    }

    @AfterEach
    void clear() {
        agents.close();
    }

    private void awaitServed(Sha256 version) {
        agents.await("version " + version + " served", () -> agents.served().equals(Optional.of(version)));
        assertThat(TwoAgents.digest(agents.twin().resolve("current"))).isEqualTo(version);
    }

    @Test
    void aVersionThatIsPromotedAppearsInTheStandbyByItself() throws IOException {
        agents.start(PRIMARY, PRODUCTION);
        agents.start(STANDBY, PRODUCTION);
        Sha256 first = agents.drop("first");
        agents.await("the version in the database", () -> agents.isStored(first));
        assertThat(agents.served()).isEmpty();

        agents.promote(first);

        awaitServed(first);
        agents.await("the deployment", () -> agents.isTold(first, DeploymentState.ACTIVE));
        agents.await("pins in both", () -> pinnedInBoth(first));
        assertThat(agents.metrics(STANDBY))
                .contains("twinkeep_follow_lag_seconds{model=\"z-image-turbo\"} 0.0")
                .contains("twinkeep_follow_lag_bytes{model=\"z-image-turbo\"} 0.0")
                .contains("twinkeep_parity{model=\"z-image-turbo\"} 1.0")
                .contains("twinkeep_verified_restore_age_seconds{model=\"z-image-turbo\"} ");
    }

    @Test
    void parityOfBothRegionsIsComputedFromFactsAlone() throws IOException {
        agents.start(PRIMARY, PRODUCTION);
        agents.start(STANDBY, PRODUCTION);
        Sha256 first = agents.drop("first");
        agents.await("the version in the database", () -> agents.isStored(first));
        agents.promote(first);
        agents.await("parity of both regions", () -> agents.parity(first).isEqual());

        RegionParity parity = agents.parity(first);
        assertThat(parity.regions()).extracting(RegionParity.Region::name).containsExactlyInAnyOrder(PRIMARY, STANDBY);
        assertThat(parity.regions()).allMatch(region -> region.read().isPresent());
        assertThat(agents.deployment(PRIMARY, first).path())
                .isEqualTo(folder.resolve("eu-1-model").toString());

        Sha256 second = agents.drop("second");
        agents.await(
                "the primary's own deployment",
                () -> agents.parity(first).regions().stream()
                        .anyMatch(region -> region.name().equals(PRIMARY)
                                && region.state() == RegionParity.State.OTHER
                                && region.active().equals(Optional.of(second))));
        assertThat(agents.parity(second).isEqual()).isFalse();
    }

    private boolean pinnedInBoth(Sha256 version) {
        try {
            return agents.isPinned(PRIMARY, version) && agents.isPinned(STANDBY, version);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsDroppedAppearsWhileTheDatabaseIsFrozenAndIsToldAfterwards() throws IOException {
        agents.start(PRIMARY, LATEST);
        agents.start(STANDBY, LATEST);
        awaitServed(agents.drop("first"));
        Sha256 second;
        agents.server.freeze();
        try {
            second = agents.drop("second");
            awaitServed(second);
        } finally {
            agents.server.thaw();
        }

        agents.await("the deployment", () -> agents.isTold(second, DeploymentState.ACTIVE));
        assertThat(agents.twin().resolve("current/weights.bin")).hasContent("second");
    }

    @Test
    void aStandbyMayFetchFromThePrimarysRepositoryByItself() throws IOException {
        agents.start(STANDBY, LATEST + ", from: eu-1");
        agents.start(PRIMARY, LATEST);

        Sha256 first = agents.drop("first");

        awaitServed(first);
    }

    @Test
    void followingEndsWhenTheStandbyBecomesPrimaryAndBeginsWhenItIsOneAgain() throws IOException {
        agents.start(PRIMARY, PRODUCTION);
        agents.start(STANDBY, PRODUCTION);
        Sha256 first = agents.drop("first");
        agents.await("the version in the database", () -> agents.isStored(first));
        agents.promote(first);
        awaitServed(first);
        Sha256 second = agents.drop("second");
        agents.await("the second in the database", () -> agents.isStored(second));

        agents.grant(2, STANDBY);
        agents.await("the new role", () -> agents.metrics(STANDBY).contains("role=\"PRIMARY\""));
        agents.promote(second);
        agents.await("the pin of a primary", () -> isPinnedInStandby(second));
        assertThat(agents.served()).contains(first);

        agents.grant(3, PRIMARY);
        agents.asked(facts -> {
            facts.fleet().readmit(STANDBY, 3, java.time.Instant.now());
            return facts;
        });
        awaitServed(second);
    }

    private boolean isPinnedInStandby(Sha256 version) {
        try {
            return agents.isPinned(STANDBY, version);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theCheckTriesOutWhatFollowingNames() throws IOException {
        String hook = ", prewarm: { command: [/no/such/program] }";
        var findings = Region.check(agents.settings(STANDBY, PRODUCTION + hook), agents.means());

        assertThat(findings)
                .filteredOn(finding -> finding.exitCode() != 0)
                .extracting("name")
                .containsExactly("following, prewarm");
        assertThat(findings)
                .filteredOn(finding -> finding.result().equals("warning"))
                .extracting("name")
                .containsExactly("following, from", "following, alias");
        assertThat(findings).extracting("name").contains("following, directory", "following, space");

        Files.createDirectory(agents.twin().resolve("current"));
        assertThat(Region.check(agents.settings(STANDBY, LATEST), agents.means()))
                .filteredOn(finding -> finding.exitCode() != 0)
                .extracting("name")
                .containsExactly("following, current");
    }
}
