package io.twinkeep.agent.config;

import io.twinkeep.agent.schedule.JobPlan;
import java.time.Duration;
import java.util.Map;

/**
 * @param spread how late this agent may begin a job, so that a fleet doesn't come to the store at once
 * @param retry how long after a failure that may pass a job is tried again
 * @param plans by job
 */
public record ScheduleSettings(Duration spread, Duration retry, Map<String, JobPlan> plans) {
    public ScheduleSettings {
        plans = Map.copyOf(plans);
    }
}
