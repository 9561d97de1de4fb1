package io.twinkeep.agent.service;

import io.twinkeep.agent.config.JobName;
import io.twinkeep.agent.schedule.Jobs;
import io.twinkeep.agent.spool.Drain;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.agent.upload.UploadStatus;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.catalog.RegionRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The agent's own numbers. */
final class AgentMetrics {
    private final InstantSource clock;
    private final AtomicReference<Instant> spoolEmpty;

    private AgentMetrics(InstantSource clock) {
        this.clock = clock;
        this.spoolEmpty = new AtomicReference<>(clock.instant());
    }

    static void register(
            Metrics metrics,
            Jobs jobs,
            JobRuns runs,
            Spool spool,
            Optional<Drain> drain,
            Optional<Outputs> outputs,
            RegionStanding standing,
            InstantSource clock) {
        var own = new AgentMetrics(clock);
        own.jobs(metrics, jobs, runs);
        own.spool(metrics, spool, drain);
        own.lag(metrics, jobs, spool, outputs);
        outputs.ifPresent(cache -> own.uploads(metrics, cache));
        metrics.gauge(
                "twinkeep_region_active_info",
                "1 for the role that the region has, with the epoch of its grant.",
                numbers -> numbers.tell(
                        1, standing.role().map(RegionRole::name).orElse("UNKNOWN"), String.valueOf(standing.epoch())),
                "role",
                "epoch");
    }

    private void jobs(Metrics metrics, Jobs jobs, JobRuns runs) {
        metrics.gauge(
                "twinkeep_job_last_success_timestamp_seconds",
                "When the job last succeeded, also before a restart.",
                numbers -> jobs.status()
                        .forEach(job ->
                                job.succeeded().ifPresent(time -> numbers.tell(time.getEpochSecond(), job.job()))),
                "job");
        metrics.gauge(
                "twinkeep_job_last_success_age_seconds",
                "How long ago that is.",
                numbers -> jobs.status()
                        .forEach(job -> job.succeeded().ifPresent(time -> numbers.tell(age(time), job.job()))),
                "job");
        metrics.gauge(
                "twinkeep_job_running",
                "1 while the job runs.",
                numbers -> jobs.status().forEach(job -> numbers.tell(job.running() ? 1 : 0, job.job())),
                "job");
        metrics.gauge(
                "twinkeep_job_next_timestamp_seconds",
                "When the job runs next.",
                numbers -> jobs.status()
                        .forEach(job -> job.next().ifPresent(time -> numbers.tell(time.getEpochSecond(), job.job()))),
                "job");
        metrics.gauge(
                "twinkeep_job_last_run_failed",
                "1 if the job's last run since the start failed.",
                numbers -> jobs.status()
                        .forEach(job -> runs.lastEnded(job.job())
                                .ifPresent(run ->
                                        numbers.tell(run.outcome() == JobRun.Outcome.SUCCEEDED ? 0 : 1, job.job()))),
                "job");
    }

    private void spool(Metrics metrics, Spool spool, Optional<Drain> drain) {
        metrics.gauge(
                "twinkeep_spool_waiting_facts",
                "Facts that the database and its standby do not have for sure yet.",
                numbers -> numbers.tell(spool.status().waiting()));
        metrics.gauge(
                "twinkeep_spool_bytes",
                "What the spool takes on the disk.",
                numbers -> numbers.tell(spool.status().bytes()));
        metrics.gauge(
                "twinkeep_spool_fullness_ratio",
                "At 1 no more facts are taken, and new outputs wait in the cache.",
                numbers -> numbers.tell(spool.status().fullness()));
        metrics.counter(
                "twinkeep_spool_released_facts",
                "Facts that left the spool since the start.",
                numbers -> drain.ifPresent(d -> numbers.tell(d.status().released())));
        metrics.gauge(
                "twinkeep_database_reached",
                "1 if the last call of the spool's drain succeeded.",
                numbers ->
                        drain.ifPresent(d -> numbers.tell(d.status().failure().isEmpty() ? 1 : 0)));
    }

    private void lag(Metrics metrics, Jobs jobs, Spool spool, Optional<Outputs> outputs) {
        metrics.gauge(
                "twinkeep_replication_lag_seconds",
                "How long what is newest has not been in the mirrors (weights), or some fact not everywhere (facts), or the"
                        + " oldest important output not stored (outputs).",
                numbers -> {
                    weightsLag(jobs).ifPresent(lag -> numbers.tell(lag, "weights"));
                    numbers.tell(factsLag(spool), "facts");
                    outputs.ifPresent(o -> numbers.tell(age(o.uploads()), "outputs"));
                },
                "class");
        metrics.gauge(
                "twinkeep_replication_pending_objects",
                "Important outputs that are not confirmed stored, and facts that wait.",
                numbers -> {
                    numbers.tell(spool.status().waiting(), "facts");
                    outputs.ifPresent(o -> numbers.tell(o.unstored(), "outputs"));
                },
                "class");
        metrics.gauge(
                "twinkeep_outputs_waiting",
                "Images that are not yet still, whole or recorded.",
                numbers -> outputs.ifPresent(o -> numbers.tell(o.status().waiting())));
        metrics.counter(
                "twinkeep_outputs_recorded",
                "Images recorded since the start.",
                numbers -> outputs.ifPresent(o -> numbers.tell(o.status().taken())));
    }

    private void uploads(Metrics metrics, Outputs outputs) {
        metrics.gauge(
                "twinkeep_outputs_upload_waiting",
                "Important outputs that wait in memory to be stored.",
                numbers -> numbers.tell(outputs.uploads().waiting()));
        metrics.counter(
                "twinkeep_outputs_stored",
                "Important outputs that the store confirmed since the start.",
                numbers -> numbers.tell(outputs.uploads().stored()));
        metrics.counter(
                "twinkeep_outputs_stored_bytes",
                "Their bytes.",
                numbers -> numbers.tell(outputs.uploads().bytes()));
        metrics.counter(
                "twinkeep_outputs_lost",
                "Important outputs that vanished or changed before they were stored, since the start.",
                numbers -> numbers.tell(outputs.uploads().lost()));
        metrics.gauge(
                "twinkeep_outputs_oldest_waiting_seconds",
                "How long the important output that waits longest has waited to be stored; 0 if none waits.",
                numbers -> numbers.tell(age(outputs.uploads())));
        metrics.gauge(
                "twinkeep_outputs_store_reached",
                "1 unless the last attempt to store outputs failed.",
                numbers -> numbers.tell(outputs.uploads().problem().isEmpty() ? 1 : 0));
    }

    private double age(UploadStatus uploads) {
        return uploads.oldest().map(this::age).orElse(0.0);
    }

    /** Empty without mirrors. */
    private Optional<Double> weightsLag(Jobs jobs) {
        if (jobs.status().stream().noneMatch(job -> job.job().equals(JobName.REPLICATE.toString()))) {
            return Optional.empty();
        }
        Optional<Instant> backup =
                newest(jobs.lastSuccess(JobName.INCREMENTAL.toString()), jobs.lastSuccess(JobName.FULL.toString()));
        Optional<Instant> carried = jobs.lastSuccess(JobName.REPLICATE.toString());
        return Optional.of(backup.filter(time -> carried.filter(time::isBefore).isEmpty())
                .map(this::age)
                .orElse(0.0));
    }

    private static Optional<Instant> newest(Optional<Instant> one, Optional<Instant> other) {
        return one.filter(time -> other.filter(time::isBefore).isEmpty()).or(() -> other);
    }

    private double factsLag(Spool spool) {
        if (spool.status().waiting() == 0) {
            spoolEmpty.set(clock.instant());
        }
        return age(spoolEmpty.get());
    }

    private double age(Instant time) {
        return Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1000.0);
    }
}
