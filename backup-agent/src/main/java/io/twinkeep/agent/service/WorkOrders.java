package io.twinkeep.agent.service;

import io.twinkeep.agent.schedule.Jobs;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.Work;
import io.twinkeep.core.catalog.WorkOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes the region's orders from the database, one at a time, and runs the jobs that they name. One thread uses it. */
final class WorkOrders {
    private final String region;
    private final String agent;
    private final Jobs jobs;
    private final JobRuns runs;
    private final InstantSource clock;
    private Optional<Held> held = Optional.empty();

    WorkOrders(String region, String agent, Jobs jobs, JobRuns runs, InstantSource clock) {
        this.region = region;
        this.agent = agent;
        this.jobs = jobs;
        this.runs = runs;
        this.clock = clock;
    }

    private record Held(WorkOrder order, Instant since) {}

    /** Ends the order at hand if its run has ended, else takes one if there is none. A lost answer is asked for again. */
    void attend(Work work) {
        if (held.isEmpty()) {
            held = work.claim(region, agent, clock.instant()).map(order -> new Held(order, clock.instant()));
            held.map(Held::order).filter(this::isKnown).ifPresent(order -> jobs.runNow(order.kind()));
        }
        held.ifPresent(at -> end(at, work));
    }

    private boolean isKnown(WorkOrder order) {
        return jobs.status().stream().anyMatch(job -> job.job().equals(order.kind()));
    }

    private void end(Held at, Work work) {
        String job = at.order().kind();
        Optional<JobRun> run =
                runs.lastEnded(job).filter(ended -> !ended.started().isBefore(at.since()));
        if (!isKnown(at.order())) {
            finish(at, work, false, "this agent has no job '" + job + "'");
        } else if (runs.isPassedOver(job)) {
            finish(at, work, false, "job '" + job + "' does not run in this region's role");
        } else {
            run.ifPresent(ended -> finish(at, work, ended.outcome() == JobRun.Outcome.SUCCEEDED, ended.message()));
        }
    }

    private void finish(Held at, Work work, boolean succeeded, String message) {
        work.finish(at.order().id(), succeeded, message, clock.instant());
        held = Optional.empty();
    }
}
