package io.twinkeep.agent.schedule;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs jobs by name: at the times of their plans, and when asked. Two runs of one job never overlap: what comes due
 * meanwhile runs once afterwards. A run that was missed, because the host or the program was down, comes at once.
 * Thread-safe.
 */
public final class Jobs implements AutoCloseable {
    private final Map<String, PlannedJob> jobs = new LinkedHashMap<>();
    private final JobMemory memory;
    private final InstantSource clock;
    private final Timer timer;

    /**
     * @param memory the file that remembers successes
     * @param retry how long after a failure that may pass a job is tried again
     */
    public Jobs(Path memory, Spread spread, Duration retry, InstantSource clock, Map<String, JobWork> works) {
        this.memory = new JobMemory(memory);
        this.clock = clock;
        this.timer = new Timer(spread.agent(), works.size());
        works.forEach((name, work) ->
                jobs.put(name, new PlannedJob(name, work, spread.of(name), retry, this.memory, clock, timer)));
    }

    /** Begins to run jobs. */
    public void start() {
        timer.start();
    }

    /** From now on these plans hold; a job that is not among them only runs when asked for. */
    public void plan(Map<String, JobPlan> plans) {
        jobs.forEach((name, job) -> job.plan(plans.getOrDefault(name, JobPlan.onRequest())));
    }

    /** Runs the job at once, or once more after the run that is under way. */
    public void runNow(String name) {
        job(name).runNow();
    }

    /** In the order in which they were named. */
    public List<JobStatus> status() {
        return jobs.values().stream().map(PlannedJob::status).toList();
    }

    public Optional<Instant> lastSuccess(String name) {
        return memory.succeeded(name);
    }

    private PlannedJob job(String name) {
        PlannedJob job = jobs.get(name);
        if (job == null) {
            throw new IllegalArgumentException("there is no job '" + name + "'");
        }
        return job;
    }

    /** Starts nothing more, interrupts what runs, and waits for it. */
    @Override
    public void close() {
        timer.close();
    }
}
