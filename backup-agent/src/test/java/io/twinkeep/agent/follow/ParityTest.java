package io.twinkeep.agent.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityTest {
    private static final String WEIGHTS = "transformer/model.safetensors";
    private static final ParityRules REPORTING = new ParityRules(10, false, false, 100, 2);

    @TempDir
    Path dir;

    private TwoRegions regions;
    private Sha256 version;
    private Path served;

    @BeforeEach
    void serve() throws IOException {
        regions = new TwoRegions(dir, 1 << 16);
        version = regions.day(false);
        regions.point(version);
        regions.follow();
        served = regions.version(version);
        regions.facts.clear();
    }

    private List<AuditEvent> drifts() {
        return regions.facts.stream()
                .filter(AuditEvent.class::isInstance)
                .map(AuditEvent.class::cast)
                .toList();
    }

    private Deployment lastDeployment() {
        return regions.facts.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void nothingDriftedIsToldWithTheTimeSinceWhenAllWasRead() {
        regions.parityRules = new ParityRules(0, true, false, 100, 2);

        var outcome = regions.parity();

        assertThat(outcome.result()).isEqualTo(Parity.Result.RIGHT);
        assertThat(outcome.filesRead())
                .as("nothing changed, so nothing is read")
                .isZero();
        assertThat(lastDeployment().state()).isEqualTo(DeploymentState.ACTIVE);
        assertThat(lastDeployment().verified()).isPresent();
        assertThat(drifts()).isEmpty();
    }

    @Test
    void aFlippedByteIsFoundAtOnceAlsoWhereItsTimeWasPutBackAndIsToldWithItsDigest() throws IOException {
        regions.parityRules = REPORTING;
        flipAndPutTimeBack();

        var outcome = regions.parity();

        assertThat(outcome.result()).isEqualTo(Parity.Result.DRIFTED);
        assertThat(outcome.left())
                .singleElement()
                .satisfies(drift -> assertThat(drift.path()).isEqualTo(FilePath.of(WEIGHTS)))
                .satisfies(drift ->
                        assertThat(drift.found()).contains(Sha256.of(Files.readAllBytes(served.resolve(WEIGHTS)))));
        assertThat(drifts()).singleElement().satisfies(event -> {
            assertThat(event.subject()).isEqualTo(WEIGHTS);
            assertThat(event.details()).containsKeys("expected", "found").containsEntry("healed", "false");
        });
        assertThat(lastDeployment().state()).isEqualTo(DeploymentState.FAILED);
        assertThat(lastDeployment().message()).contains(WEIGHTS);
    }

    private void flipAndPutTimeBack() throws IOException {
        var time = Files.getLastModifiedTime(served.resolve(WEIGHTS));
        TwoRegions.flip(served.resolve(WEIGHTS), 5000);
        Files.setLastModifiedTime(served.resolve(WEIGHTS), time);
    }

    @Test
    void aDriftThatStaysIsToldOnceAndKeepsBeingFound() throws IOException {
        regions.parityRules = REPORTING;
        flipAndPutTimeBack();

        regions.parity();
        var again = regions.parity();

        assertThat(again.result()).isEqualTo(Parity.Result.DRIFTED);
        assertThat(drifts()).hasSize(2);
        assertThat(drifts().stream().map(AuditEvent::id).distinct()).hasSize(1);
    }

    @Test
    void whatHasDriftedIsHealedFromTheOwnRepositoryWithTheOriginGone() throws IOException {
        flipAndPutTimeBack();
        Files.writeString(served.resolve("model_index.json"), "{\"day\": 9}\n");
        Files.delete(served.resolve("empty.bin"));
        Files.delete(served.resolve("latest.json"));
        Files.createSymbolicLink(served.resolve("latest.json"), Path.of("/etc/passwd"));
        Files.setPosixFilePermissions(served.resolve("naïve name.txt"), PosixFilePermissions.fromString("rwxrwxrwx"));
        regions.origin.cut();

        var outcome = regions.parity();

        assertThat(outcome.result()).isEqualTo(Parity.Result.HEALED);
        assertThat(outcome.found())
                .extracting(Drift::kind)
                .containsExactlyInAnyOrder(
                        Drift.Kind.CONTENT, Drift.Kind.CONTENT, Drift.Kind.MISSING, Drift.Kind.TARGET, Drift.Kind.MODE);
        assertThat(TwoRegions.digest(served)).isEqualTo(version);
        assertThat(Files.readSymbolicLink(served.resolve("latest.json"))).hasToString("model_index.json");
        assertThat(drifts())
                .hasSize(5)
                .allSatisfy(event -> assertThat(event.details()).containsEntry("healed", "true"));
        assertThat(lastDeployment().state()).isEqualTo(DeploymentState.ACTIVE);
        assertThat(regions.parity().result()).isEqualTo(Parity.Result.RIGHT);
    }

    @Test
    void anExtraFileIsToldAndGoesOnlyByItsOwnRule() throws IOException {
        Files.createDirectories(served.resolve("more"));
        Files.writeString(served.resolve("more/backdoor.py"), "import os");

        assertThat(regions.parity().result()).isEqualTo(Parity.Result.DRIFTED);
        assertThat(served.resolve("more/backdoor.py")).exists();
        regions.parityRules = new ParityRules(10, true, true, 100, 2);

        assertThat(regions.parity().result()).isEqualTo(Parity.Result.HEALED);
        assertThat(served.resolve("more").toFile()).doesNotExist();
    }

    @Test
    void aByteThatFlippedInSilenceIsFoundWithinTheBound() throws IOException {
        regions.parityRules = new ParityRules(25, false, false, 100, 2);
        TwoRegions.flip(served.resolve(WEIGHTS), 5000);
        believeWhatTheFileSystemSays();
        int runs = 1;
        while (regions.parity().result() == Parity.Result.RIGHT) {
            runs++;
            assertThat(runs).isLessThanOrEqualTo(4);
        }
    }

    /** As if the disk had lost the bit: no time or inode tells of it. */
    private void believeWhatTheFileSystemSays() {
        var place = new ModelPlace(regions.root);
        Ledger ledger = LedgerFile.read(place.ledger(version), version).orElseThrow();
        var path = FilePath.of(WEIGHTS);
        Ledger.Line line = ledger.lines().get(path);
        try (var tree = io.twinkeep.core.files.FileTrees.source(
                served.toString(), io.twinkeep.core.files.VfsSettings.DEFAULT)) {
            var believed = new Ledger.Line(tree.stat(path), line.digest(), line.read());
            LedgerFile.write(place.ledger(version), ledger.with(java.util.Map.of(path, believed)));
        }
    }

    @Test
    void everythingIsReadAgainWithinTheBound() {
        regions.parityRules = new ParityRules(34, true, false, 100, 2);
        Instant begun = regions.now;

        regions.parity();
        regions.parity();
        var third = regions.parity();

        assertThat(third.allReadSince()).isAfter(begun);
    }

    @Test
    void aLedgerThatWasLostOrDamagedIsMadeAgainAndEverythingRead() throws IOException {
        Path ledger = new ModelPlace(regions.root).ledger(version);
        TwoRegions.flip(ledger, Files.size(ledger) / 2);

        var outcome = regions.parity();

        assertThat(outcome.result()).isEqualTo(Parity.Result.RIGHT);
        assertThat(outcome.filesRead()).isEqualTo(4);
        assertThat(LedgerFile.read(ledger, version)).isPresent();
    }

    @Test
    void withTheRepositoriesGoneDriftIsStillFoundAndToldAndNothingIsSpoiled() throws IOException {
        flipAndPutTimeBack();
        regions.own.cut();
        regions.origin.cut();

        var outcome = regions.parity();

        assertThat(outcome.result()).isEqualTo(Parity.Result.DRIFTED);
        assertThat(lastDeployment().state()).isEqualTo(DeploymentState.FAILED);
        regions.own.mend();
        assertThat(regions.parity().result()).isEqualTo(Parity.Result.HEALED);
    }

    @Test
    void nothingServedIsNoDrift() throws IOException {
        Files.delete(regions.current());

        assertThat(regions.parity().result()).isEqualTo(Parity.Result.NOTHING_SERVED);
        assertThat(Files.exists(regions.current(), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void regionsAreEqualOnlyIfEachServesTheWantedVersion() {
        Sha256 other = Sha256.of(new byte[] {9});
        var here = deployment("eu", version, DeploymentState.ACTIVE);
        var equal = RegionParity.of(
                version, List.of("eu", "us"), List.of(here, deployment("us", version, DeploymentState.ACTIVE)));
        assertThat(equal.isEqual()).isTrue();
        assertThat(RegionParity.of(version, List.of(), List.of()).isEqual()).isFalse();
        assertThat(state(here, deployment("us", version, DeploymentState.FAILED)))
                .isEqualTo(RegionParity.State.FAILED);
        assertThat(state(here, deployment("us", other, DeploymentState.ACTIVE))).isEqualTo(RegionParity.State.OTHER);
        assertThat(state(here, deployment("us", version, DeploymentState.VERIFIED)))
                .isEqualTo(RegionParity.State.NONE);
        assertThat(state(here)).isEqualTo(RegionParity.State.NONE);
    }

    private RegionParity.State state(Deployment... deployments) {
        var parity = RegionParity.of(version, List.of("us", "eu"), List.of(deployments));
        assertThat(parity.isEqual()).isFalse();
        return parity.regions().getLast().state();
    }

    private static Deployment deployment(String region, Sha256 version, DeploymentState state) {
        return new Deployment(region, TwoRegions.MODEL, version, state, "/nas", Optional.empty(), 1, Instant.EPOCH, "");
    }
}
