package io.twinkeep.agent.schedule;

import java.util.Map;
import java.util.Optional;

/**
 * How one job is to be run.
 *
 * @param cron when; empty for a job that only runs when it is asked for
 * @param settings handed to the job
 */
public record JobPlan(Optional<Cron> cron, Map<String, String> settings) {
    public JobPlan {
        settings = Map.copyOf(settings);
    }

    public static JobPlan at(Cron cron) {
        return new JobPlan(Optional.of(cron), Map.of());
    }

    public static JobPlan onRequest() {
        return new JobPlan(Optional.empty(), Map.of());
    }
}
