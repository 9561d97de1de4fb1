package io.twinkeep.agent.follow;

import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.files.FileTrees;
import io.twinkeep.core.files.TargetTree;
import io.twinkeep.core.files.VfsSettings;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.operation.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Proves that what is served is what the version has: what looks changed is read at once, the rest by a share at each
 * run. What has drifted is told by file and digest, and restored where the rules allow.
 */
public final class Parity {
    private static final String ACTOR = "agent";

    private final FollowedModel model;
    private final ParityRules rules;
    private final Supplier<Optional<Served>> served;
    private final IntSupplier epoch;
    private final Consumer<? super Fact> facts;
    private final InstantSource clock;
    private final Progress progress;
    private final ModelPlace place;
    private final Arrival arrival;

    /** A directory that is served, and the version that it should hold. */
    public record Served(Path directory, Sha256 version) {}

    /**
     * @param model whose root keeps the ledgers, also where something else is served
     * @param served what is served now; see {@link #current}
     * @param epoch that this region acts with
     */
    public Parity(
            FollowedModel model,
            ParityRules rules,
            Supplier<Optional<Served>> served,
            Repositories repositories,
            IntSupplier epoch,
            Consumer<? super Fact> facts,
            InstantSource clock,
            Progress progress) {
        this.model = model;
        this.rules = rules;
        this.served = served;
        this.epoch = epoch;
        this.facts = facts;
        this.clock = clock;
        this.progress = progress;
        this.place = new ModelPlace(model.root());
        var supply = new Supply(model.model(), repositories, progress);
        this.arrival = new Arrival(model.model(), place, supply, rules.threads(), progress);
    }

    /** What a follower serves: the version that {@code current} names. */
    public static Supplier<Optional<Served>> current(FollowedModel model) {
        var place = new ModelPlace(model.root());
        return () -> place.current().map(version -> new Served(place.version(version), version));
    }

    /** Since when all of what {@code current} names was read and right; empty if nothing is served, or some of it was never read. */
    public static Optional<Instant> provenSince(FollowedModel model) {
        var place = new ModelPlace(model.root());
        return place.current()
                .flatMap(version -> LedgerFile.read(place.ledger(version), version))
                .map(Ledger::allReadSince)
                .filter(Instant.EPOCH::isBefore);
    }

    /** How a run ended. */
    public enum Result {
        /** Another agent works on this directory. */
        BUSY,
        NOTHING_SERVED,
        /** Nothing has drifted, as far as was looked. */
        RIGHT,
        /** Something had drifted, and all of it is as it was again. */
        HEALED,
        DRIFTED
    }

    /**
     * How a run ended.
     *
     * @param found what had drifted; {@code left} what still is
     * @param allReadSince when the file that was read longest ago was read; {@code EPOCH} if one never was
     */
    public record Outcome(
            Result result,
            Optional<Sha256> version,
            List<Drift> found,
            List<Drift> left,
            int filesRead,
            long bytesRead,
            Instant allReadSince) {
        private static Outcome without(Result result) {
            return new Outcome(result, Optional.empty(), List.of(), List.of(), 0, 0, Instant.EPOCH);
        }
    }

    public Outcome run() {
        place.prepare();
        return FollowLock.alone(place, () -> served.get().map(this::run).orElse(Outcome.without(Result.NOTHING_SERVED)))
                .orElse(Outcome.without(Result.BUSY));
    }

    private Outcome run(Served what) {
        Instant now = clock.instant();
        Ledger known = arrival.ledger(what.version());
        Inspection.Finding found = arrival.inspect(what.directory(), known, rules.rereadPercent(), now);
        Inspection.Finding left = found.isRight() ? found : heal(what, found, now);
        LedgerFile.write(place.ledger(what.version()), left.ledger());
        tellDrifts(what, known, found.drifts(), left.drifts(), now);
        tellDeployment(what, left, now);
        Result result = found.isRight() ? Result.RIGHT : left.isRight() ? Result.HEALED : Result.DRIFTED;
        return new Outcome(
                result,
                Optional.of(what.version()),
                found.drifts(),
                left.drifts(),
                found.filesRead(),
                found.bytesRead(),
                left.ledger().allReadSince());
    }

    /** What is left after healing what may be healed. */
    private Inspection.Finding heal(Served what, Inspection.Finding found, Instant now) {
        found.drifts().forEach(drift -> progress.note("drifted in " + what.directory() + ": " + drift));
        try {
            if (rules.removeExtra()) {
                removeExtra(what.directory(), found.drifts());
            }
            if (rules.heal()) {
                arrival.repair(what.version(), what.directory(), found.drifts());
            }
        } catch (BackupException e) {
            progress.note("what has drifted could not be healed: " + e.getMessage());
        }
        return arrival.inspect(what.directory(), found.forgetting(), 0, now);
    }

    private static void removeExtra(Path directory, List<Drift> drifts) {
        try (TargetTree tree = FileTrees.target(directory.toString(), VfsSettings.DEFAULT)) {
            drifts.reversed().stream()
                    .filter(drift -> drift.kind() == Drift.Kind.EXTRA)
                    .forEach(drift -> tree.remove(drift.path()));
            tree.finish();
        }
    }

    private void tellDrifts(Served what, Ledger known, List<Drift> found, List<Drift> left, Instant now) {
        found.stream().limit(rules.told()).forEach(drift -> {
            var details = new TreeMap<String, String>();
            details.put("model", model.model().toString());
            details.put("version", what.version().toString());
            details.put("kind", drift.kind().name());
            drift.expected().ifPresent(digest -> details.put("expected", digest.toString()));
            drift.found().ifPresent(digest -> details.put("found", digest.toString()));
            details.put(
                    "healed",
                    String.valueOf(left.stream().noneMatch(l -> l.path().equals(drift.path()))));
            String subject = drift.path().toString();
            tell(new AuditEvent(id(what, known, drift), model.region(), now, ACTOR, "drift", subject, details));
        });
    }

    /** The same for a drift that stays, so that it is told once; another one after it was healed. */
    private Token id(Served what, Ledger known, Drift drift) {
        var line = known.lines().get(drift.path());
        String name = String.join(
                "\n",
                model.region(),
                model.model().toString(),
                what.version().toString(),
                drift.toString(),
                line == null ? "" : line.read().toString());
        return Token.read(
                ByteBuffer.wrap(Sha256.of(name.getBytes(StandardCharsets.UTF_8)).bytes()));
    }

    private void tellDeployment(Served what, Inspection.Finding left, Instant now) {
        Instant read = left.ledger().allReadSince();
        tell(new Deployment(
                model.region(),
                model.model(),
                what.version(),
                left.isRight() ? DeploymentState.ACTIVE : DeploymentState.FAILED,
                what.directory().toString(),
                left.isRight() && read.isAfter(Instant.EPOCH) ? Optional.of(read) : Optional.empty(),
                epoch.getAsInt(),
                now,
                left.isRight()
                        ? ""
                        : left.drifts().size() + " entries have drifted, the first is "
                                + left.drifts().getFirst()));
    }

    private void tell(Fact fact) {
        try {
            facts.accept(fact);
        } catch (BackupException e) {
            progress.note("what parity found is told by the next run: " + e.getMessage());
        }
    }
}
