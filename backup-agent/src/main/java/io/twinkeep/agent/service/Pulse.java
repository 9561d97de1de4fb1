package io.twinkeep.agent.service;

import io.twinkeep.agent.config.JobName;
import io.twinkeep.agent.schedule.Jobs;
import io.twinkeep.agent.schedule.Schedules;
import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.Facts;
import io.twinkeep.core.catalog.RegionRole;
import io.twinkeep.core.errors.BackupException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the agent does all the time: asks the database for the region's role, for schedules and orders, and tells that it lives
 * and how far its jobs are. Nothing of it stops while the database is gone. One thread runs it.
 */
final class Pulse implements Runnable {
    private final AgentTimes times;
    private final Optional<Facts> facts;
    private final RegionStanding standing;
    private final Schedules schedules;
    private final Jobs jobs;
    private final JobRuns runs;
    private final WorkOrders orders;
    private final FactRecorder recorder;
    private final Supplier<AgentHeartbeat> self;
    private final EventLog log;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Optional<Instant> lastHeartbeat = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();

    Pulse(
            AgentTimes times,
            Optional<Facts> facts,
            RegionStanding standing,
            Schedules schedules,
            Jobs jobs,
            JobRuns runs,
            WorkOrders orders,
            FactRecorder recorder,
            Supplier<AgentHeartbeat> self,
            EventLog log,
            InstantSource clock) {
        this.times = times;
        this.facts = facts;
        this.standing = standing;
        this.schedules = schedules;
        this.jobs = jobs;
        this.runs = runs;
        this.orders = orders;
        this.recorder = recorder;
        this.self = self;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            do {
                beat();
            } while (!stopped.await(times.pulse().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets {@link #run} end after the call that is under way. */
    void stop() {
        stopped.countDown();
    }

    private void beat() {
        try {
            facts.ifPresent(this::ask);
            note(Optional.empty());
        } catch (BackupException e) {
            note(Optional.of(e.getMessage()));
        } catch (RuntimeException e) {
            note(Optional.of("unexpected: " + e));
        }
        Instant now = clock.instant();
        if (lastHeartbeat
                .filter(last -> now.isBefore(last.plus(times.heartbeat())))
                .isEmpty()) {
            lastHeartbeat = Optional.of(now);
            recorder.record(self.get());
            runs.tellProgress();
        }
    }

    private void ask(Facts from) {
        AgentHeartbeat me = self.get();
        boolean changed =
                standing.told(from.fleet().standing(me.region()), from.fleet().epoch());
        if (changed) {
            log.info(
                    "role changed",
                    "region",
                    me.region(),
                    "role",
                    standing.role().orElseThrow(),
                    "epoch",
                    standing.epoch());
            if (standing.role().equals(Optional.of(RegionRole.PRIMARY))) {
                jobs.runNow(JobName.INCREMENTAL.toString());
            }
        }
        if (schedules.tell(from.work().schedules(me.region()))) {
            log.info("schedules changed", "plans", schedules.plans());
            jobs.plan(schedules.plans());
        }
        orders.attend(from.work());
    }

    private void note(Optional<String> now) {
        if (now.isPresent() != trouble.isPresent()) {
            if (now.isPresent()) {
                log.warn("database not reached", "message", now.get());
            } else {
                log.info("database reached again");
            }
        }
        trouble = now;
    }

    /** Why the database could not be asked the last time, if so. */
    Optional<String> trouble() {
        return trouble;
    }
}
