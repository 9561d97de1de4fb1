package io.twinkeep.agent.service;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.AgentSettings;
import io.twinkeep.agent.config.ModelSettings;
import io.twinkeep.agent.config.RepositorySettings;
import io.twinkeep.agent.config.StorePurpose;
import io.twinkeep.agent.session.BackupTask;
import io.twinkeep.agent.session.Means;
import io.twinkeep.agent.session.PruneTask;
import io.twinkeep.agent.session.ReplicateTask;
import io.twinkeep.agent.session.Session;
import io.twinkeep.agent.session.VerifyTask;
import io.twinkeep.agent.text.Amounts;
import io.twinkeep.agent.watch.Look;
import io.twinkeep.agent.watch.ModelWatch;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.operation.Backup;
import io.twinkeep.core.operation.Progress;
import io.twinkeep.core.operation.Replicate;
import io.twinkeep.core.operation.Verify;
import io.twinkeep.core.parallel.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the jobs do with repositories. Backups go one after the other, and so do the care of the repository and the copies into
 * mirrors beside them: no standby waits for a version until a verification has ended.
 */
final class Operations {
    // A download of weeks ends some time; the nightly run waits no longer than this for a directory that moves.
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final AgentSettings settings;
    private final Map<String, ModelWatch> watches;
    private final Function<Progress, Means> means;
    private final SnapshotFacts facts;
    private final PrimaryDeployments deployments;
    private final ReentrantLock backups = new ReentrantLock();
    private final ReentrantLock care = new ReentrantLock();
    private final ReentrantLock copies = new ReentrantLock();

    /** @param watches by model */
    Operations(
            AgentSettings settings,
            Map<String, ModelWatch> watches,
            Function<Progress, Means> means,
            SnapshotFacts facts,
            PrimaryDeployments deployments) {
        this.settings = settings;
        this.watches = watches;
        this.means = means;
        this.facts = facts;
        this.deployments = deployments;
    }

    /** All models, also those after one that fails. */
    UseCase backup(boolean full) {
        return (report, ignored) -> alone(
                backups,
                () -> forEach(settings.models().stream()
                        .map(model -> (Part) () -> backUp(model, full, report))
                        .toList()));
    }

    private String backUp(ModelSettings model, boolean full, RunReport report) {
        ModelWatch watch = watches.get(model.name().value());
        Look look = settled(model, watch);
        var order = new Backup.Order(model.name(), full, new TreeMap<>(), model.filter(), false);
        Means now = means.apply(report);
        var task = new BackupTask(now, settings.task(StorePurpose.WRITE));
        Instant began = now.clock().instant();
        Backup.Outcome outcome = task.run(
                        model.directory(), order, (session, done) -> facts.committed(session, done, report.run()))
                .outcome();
        watch.taken(look, outcome.version().value());
        deployments.found(model, outcome, began);
        report.note("stages of all threads together: " + spent(outcome.stages()));
        return model.name() + " version " + outcome.version() + " in set " + outcome.set() + " slot " + outcome.slot()
                + ", stored " + Amounts.bytes(outcome.bytesStored()) + " of " + Amounts.bytes(outcome.bytesTotal());
    }

    private static String spent(Map<Stages.Stage, Stages.Spent> stages) {
        return stages.entrySet().stream()
                .map(stage -> stage.getKey().name().toLowerCase(Locale.ROOT) + " "
                        + Amounts.seconds(Duration.ofNanos(stage.getValue().nanos())))
                .collect(Collectors.joining(", "));
    }

    private static Look settled(ModelSettings model, ModelWatch watch) {
        try {
            Look look = watch.awaitRest(PATIENCE);
            if (!look.isTakeable()) {
                throw new Failed(
                        "model " + model.name() + " in " + model.directory() + " is not taken: it is " + look.state()
                                + (look.detail().isEmpty() ? "" : ": " + look.detail()),
                        "it is taken once it is whole and at rest; 'exclude' what will never be");
            }
            return look;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("stopped while waiting for model " + model.name() + " to come to rest", "", e);
        }
    }

    /** Reads a share of the repository, oldest first; what is damaged is fetched from the first mirror. */
    UseCase verify() {
        return (report, given) -> alone(care, () -> {
            int percent = percent(given).orElse(settings.keep().verifyPercent());
            Optional<VerifyTask.Mirror> mirror = settings.mirrors().stream()
                    .findFirst()
                    .map(at -> new VerifyTask.Mirror(at.address(), settings.access(at, StorePurpose.FOLLOW)));
            var task = new VerifyTask(means.apply(report), settings.task(StorePurpose.WRITE));
            VerifyTask.Done done = task.run(percent, reachable(mirror, report));
            Verify.Outcome outcome = done.outcome();
            if (!outcome.findings().isEmpty()) {
                throw new Corrupt(
                        outcome.findings().size() + " objects are damaged, the first: "
                                + outcome.findings().getFirst(),
                        "run 'twinkeep verify --repair-from MIRROR', or 'twinkeep backup --full'");
            }
            return outcome.packsRead() + " of " + outcome.packs() + " packs read, no damage; "
                    + done.repaired().size() + " repaired";
        });
    }

    private static Optional<Integer> percent(Map<String, String> given) {
        return Optional.ofNullable(given.get("read-percent"))
                .filter(text -> text.matches("\\d{1,2}|100"))
                .map(Integer::valueOf);
    }

    /** A mirror that is not there yet, or not now, keeps nobody from looking at the repository itself. */
    private Optional<VerifyTask.Mirror> reachable(Optional<VerifyTask.Mirror> mirror, RunReport report) {
        return mirror.filter(at -> {
            var task = settings.task(StorePurpose.WRITE);
            try (var session = Session.openWithoutKey(means.apply(report), task, at.address(), at.access())) {
                return session.repository().id() != null;
            } catch (BackupException e) {
                report.note("verifying without the mirror " + at.address() + ": " + e.getMessage());
                return false;
            }
        });
    }

    /**
     * Sets, then outputs where the file says how long those are kept.
     *
     * @param before throws if nothing may be deleted now
     */
    UseCase prune(Consumer<RunReport> before) {
        return (report, ignored) -> alone(care, () -> {
            before.accept(report);
            AgentConfig task = settings.task(StorePurpose.PRUNE);
            var done = new ArrayList<String>();
            new PruneTask(means.apply(report), task).with((session, history) -> {
                done.add(pruneSets(
                        PruneTask.run(session, history, task, settings.keep().rules(), false, plan -> {})));
                settings.keep()
                        .outputs()
                        .ifPresent(keep -> done.add(new OutputsPrune(session, history, report).run(keep)));
            });
            return String.join("; ", done);
        });
    }

    private static String pruneSets(PruneTask.Done done) {
        return done.setsClosed() + " sets closed, " + done.objectsDeleted() + " objects deleted ("
                + Amounts.bytes(done.bytesDeleted()) + ")";
    }

    /** Into every mirror, also those after one that fails. */
    UseCase replicate() {
        return (report, ignored) -> alone(
                copies,
                () -> forEach(settings.mirrors().stream()
                        .map(mirror -> (Part) () -> replicate(mirror, report))
                        .toList()));
    }

    private String replicate(RepositorySettings mirror, RunReport report) {
        var task = new ReplicateTask(means.apply(report), settings.task(StorePurpose.WRITE));
        Replicate.Outcome outcome = task.run(mirror.address(), settings.access(mirror, StorePurpose.WRITE));
        if (!outcome.problems().isEmpty()) {
            throw new Corrupt(
                    outcome.problems().size() + " snapshots were not copied to " + mirror.name() + ", the first: "
                            + outcome.problems().getFirst(),
                    "run 'twinkeep verify' on both repositories");
        }
        return mirror.name() + ": " + outcome.snapshots() + " snapshots, " + Amounts.bytes(outcome.bytes());
    }

    private interface Part {
        String run();
    }

    /** Runs all; then throws the first failure, if there was one, so that what could be done was done. */
    private static String forEach(List<Part> parts) {
        var done = new ArrayList<String>();
        RuntimeException failure = null;
        for (Part part : parts) {
            try {
                done.add(part.run());
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return done.isEmpty() ? "nothing to do" : String.join("; ", done);
    }

    private static String alone(ReentrantLock lane, Part part) {
        try {
            lane.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("stopped while another job was running", "", e);
        }
        try {
            return part.run();
        } finally {
            lane.unlock();
        }
    }
}
