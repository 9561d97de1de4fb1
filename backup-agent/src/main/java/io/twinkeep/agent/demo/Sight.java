package io.twinkeep.agent.demo;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.catalog.RecordQuery;
import io.twinkeep.core.catalog.SnapshotFact;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the facts say of both regions at one moment.
 *
 * @param backedUp the primary's newest version
 * @param promoted the last move of {@code production}
 * @param active the version that the standby would serve
 * @param recorded images in the database
 * @param stored important ones that are in the repository
 */
public record Sight(
        Optional<SnapshotFact> backedUp,
        Optional<AliasMove> promoted,
        Optional<Deployment> active,
        long recorded,
        long stored) {
    public static final String ALIAS = "production";
    private static final int RECORDS = 10_000;

    /** @throws io.twinkeep.core.errors.Unavailable if the database does not answer now */
    public static Sight of(Facts facts, ModelName model, String primary, String standby) {
        List<GenerationRecord> records = facts.records().search(RecordQuery.newest(RECORDS));
        return new Sight(
                facts.versions().snapshots(model).stream()
                        .filter(snapshot -> snapshot.region().equals(primary))
                        .max(Comparator.comparing(SnapshotFact::committed)),
                facts.aliases().current(model, ALIAS),
                facts.deployments().deployments(model).stream()
                        .filter(one -> one.region().equals(standby) && one.state() == DeploymentState.ACTIVE)
                        .findFirst(),
                records.size(),
                records.stream().filter(record -> record.storedAs().isPresent()).count());
    }

    /** The newest version, where nobody has promoted it yet. */
    private Optional<Sha256> unpromoted() {
        return backedUp.map(SnapshotFact::version)
                .filter(version -> !promoted.map(AliasMove::version).equals(Optional.of(version)));
    }

    /** Promotes the newest version, as an operator would, where nobody has. */
    public void promote(Facts facts, ModelName model, RandomGenerator random, Instant now) {
        unpromoted()
                .ifPresent(version -> facts.aliases()
                        .move(new AliasMove(
                                PromotionId.random(random),
                                model,
                                ALIAS,
                                promoted.map(AliasMove::number).orElse(0) + 1,
                                version,
                                1,
                                now,
                                "demo",
                                "it is new")));
    }

    /** Whether the standby would serve it. */
    public boolean serves(Sha256 version) {
        return active.map(Deployment::version).equals(Optional.of(version));
    }

    @Override
    public String toString() {
        return "primary " + shortly(backedUp.map(SnapshotFact::version)) + " | standby "
                + shortly(active.map(Deployment::version)) + " | images " + recorded + " recorded, " + stored
                + " in the repository";
    }

    private static String shortly(Optional<Sha256> version) {
        return version.map(digest -> digest.toString().substring(0, 8)).orElse("nothing yet");
    }
}
