package io.twinkeep.agent.service;

import io.twinkeep.agent.config.JobName;
import io.twinkeep.agent.schedule.JobWork;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Runs use cases as jobs: only in the roles that they are for, and with what is told of each run. Thread-safe. */
final class JobRuns {
    private static final long MUCH_HEAP = 128 << 20; // an agent at rest needs less, and some runs come every minute

    private final String region;
    private final String agent;
    private final RegionStanding standing;
    private final FactRecorder facts;
    private final EventLog log;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, RunReport> running = new ConcurrentHashMap<>();
    private final Map<String, JobRun> ended = new ConcurrentHashMap<>();
    private final Map<String, String> passedOver = new ConcurrentHashMap<>();

    JobRuns(
            String region,
            String agent,
            RegionStanding standing,
            FactRecorder facts,
            EventLog log,
            InstantSource clock,
            RandomGenerator random) {
        this.region = region;
        this.agent = agent;
        this.standing = standing;
        this.facts = facts;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /** The work of a job that runs in these roles alone; in others it is passed over without a word in the facts. */
    JobWork work(JobName job, Set<RegionRole> roles, UseCase useCase) {
        return settings -> {
            if (standing.role().filter(roles::contains).isEmpty()) {
                tellPassedOver(job.toString());
                return JobWork.Result.GIVEN_UP;
            }
            passedOver.remove(job.toString());
            return run(job.toString(), useCase, settings);
        };
    }

    /** Once for each role: some jobs come every minute. */
    private void tellPassedOver(String job) {
        String role = roleName();
        if (!role.equals(passedOver.put(job, role))) {
            log.info("job passed over", "job", job, "role", role);
        }
    }

    private JobWork.Result run(String job, UseCase useCase, Map<String, String> settings) {
        var report = new RunReport(
                RunId.random(random), job, clock.instant(), note -> log.info("note", "job", job, "message", note));
        running.put(job, report);
        log.info("job began", "job", job, "run", report.run());
        facts.record(told(report, JobRun.Outcome.RUNNING, ""));
        try {
            String done = useCase.run(report, settings);
            end(report, JobRun.Outcome.SUCCEEDED, done);
            log.info("job done", "job", job, "run", report.run(), "seconds", seconds(report), "message", done);
            return JobWork.Result.DONE;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                end(report, JobRun.Outcome.FAILED, "stopped with the agent; it goes on after its start");
                log.info("job stopped", "job", job, "run", report.run(), "seconds", seconds(report));
                return JobWork.Result.AGAIN;
            }
            boolean refused = e instanceof Refused;
            end(report, refused ? JobRun.Outcome.REFUSED : JobRun.Outcome.FAILED, message(e));
            log.failed("job failed", e, "job", job, "run", report.run(), "seconds", seconds(report));
            boolean hopeless = refused || e instanceof Corrupt || e instanceof BadUsage;
            return hopeless ? JobWork.Result.GIVEN_UP : JobWork.Result.AGAIN;
        } finally {
            running.remove(job);
            giveBack();
        }
    }

    /** What runs took stays with Java until somebody asks; between runs there is nobody whom it would hold up. */
    private void giveBack() {
        if (running.isEmpty() && Runtime.getRuntime().totalMemory() > MUCH_HEAP) {
            System.gc();
        }
    }

    private static String message(RuntimeException e) {
        return e instanceof BackupException ? e.getMessage() : "unexpected: " + e;
    }

    private double seconds(RunReport report) {
        return Duration.between(report.started(), clock.instant()).toMillis() / 1000.0;
    }

    private void end(RunReport report, JobRun.Outcome outcome, String message) {
        JobRun run = told(report, outcome, message);
        ended.put(report.job(), run);
        facts.record(run);
    }

    private JobRun told(RunReport report, JobRun.Outcome outcome, String message) {
        Instant now = clock.instant();
        return new JobRun(
                report.run(),
                region,
                agent,
                report.job(),
                report.started(),
                now,
                outcome == JobRun.Outcome.RUNNING ? Optional.empty() : Optional.of(now),
                outcome,
                report.done(),
                report.total(),
                message.isEmpty() ? report.phase() : message);
    }

    /** Whether the job came due, or was asked for, in the role that the region has now, and is not for it. */
    boolean isPassedOver(String job) {
        return roleName().equals(passedOver.get(job));
    }

    private String roleName() {
        return standing.role().map(Enum::name).orElse("unknown");
    }

    /** Tells how far the runs are that are under way. */
    void tellProgress() {
        List.copyOf(running.values()).forEach(report -> facts.record(told(report, JobRun.Outcome.RUNNING, "")));
    }

    /** How the last run of each job ended, since the start. */
    Optional<JobRun> lastEnded(String job) {
        return Optional.ofNullable(ended.get(job));
    }
}
