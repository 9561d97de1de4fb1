package io.twinkeep.agent.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** One job: its plan, its past, and the time that is set for it. Its monitor guards all fields that are not final. */
final class PlannedJob {
    private final String name;
    private final JobWork work;
    private final Duration spread;
    private final Duration retry;
    private final JobMemory memory;
    private final InstantSource clock;
    private final Timer timer;
    private JobPlan plan = JobPlan.onRequest();
    private Optional<Instant> attempted = Optional.empty();
    private Optional<Instant> next = Optional.empty();
    private boolean asked;
    private boolean running;

    PlannedJob(
            String name,
            JobWork work,
            Duration spread,
            Duration retry,
            JobMemory memory,
            InstantSource clock,
            Timer timer) {
        this.name = name;
        this.work = work;
        this.spread = spread;
        this.retry = retry;
        this.memory = memory;
        this.clock = clock;
        this.timer = timer;
        timer.add(name, this::run);
    }

    synchronized void plan(JobPlan wanted) {
        boolean first = next.isEmpty() && wanted.cron().isPresent();
        if (first || !wanted.equals(plan)) {
            plan = wanted;
            setTime(Optional.empty());
        }
    }

    /** Asked for several times before it runs, it runs once. */
    synchronized void runNow() {
        if (!asked) {
            asked = true;
            timer.wakeNow(name);
        }
    }

    private void run() {
        Instant started = clock.instant();
        JobPlan current = begin(started);
        JobWork.Result result = JobWork.Result.AGAIN;
        try {
            result = work.run(current.settings());
        } finally {
            if (result == JobWork.Result.DONE) {
                memory.succeeded(name, started);
            }
            end(result);
        }
    }

    private synchronized JobPlan begin(Instant started) {
        asked = false;
        running = true;
        attempted = Optional.of(started);
        return plan;
    }

    private synchronized void end(JobWork.Result result) {
        running = false;
        boolean again = result == JobWork.Result.AGAIN;
        setTime(again ? Optional.of(clock.instant().plus(retry)) : Optional.empty());
    }

    private void setTime(Optional<Instant> again) {
        Instant now = clock.instant();
        Instant since = memory.since(name, now);
        Optional<Instant> due = plan.cron().flatMap(cron -> Due.next(cron, spread, since, attempted, now));
        next = again.filter(time -> due.isEmpty() || time.isBefore(due.get())).or(() -> due);
        next.ifPresentOrElse(time -> timer.wakeAt(name, time), () -> timer.forgetTime(name));
    }

    synchronized JobStatus status() {
        return new JobStatus(name, running, memory.succeeded(name), next);
    }
}
