package io.twinkeep.agent.schedule;

import io.twinkeep.agent.state.StateFile;
import io.twinkeep.core.catalog.Schedule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The plans that hold: those of the configuration, in whose place those of the database come, the last known of which are
 * kept on disk. One thread uses it.
 */
public final class Schedules {
    private final Map<String, JobPlan> configured;
    private final StateFile file;
    private final Consumer<String> problems;
    private Map<String, JobPlan> told = new TreeMap<>();

    /** @param problems told of schedules that make no sense; what was known of that job before goes on */
    public Schedules(Map<String, JobPlan> configured, Path file, Consumer<String> problems) {
        this.configured = Map.copyOf(configured);
        this.file = new StateFile(file);
        this.problems = problems;
        this.file.read().forEach((job, value) -> {
            if (value instanceof Map<?, ?> fields) {
                read(job, fields).ifPresent(plan -> told.put(job, plan));
            }
        });
    }

    /** What holds now. */
    public Map<String, JobPlan> plans() {
        var plans = new TreeMap<>(configured);
        plans.putAll(told);
        return plans;
    }

    /** The database's schedules, all of them; true if that changes a plan. */
    public boolean tell(List<Schedule> schedules) {
        var now = new TreeMap<String, JobPlan>();
        for (Schedule schedule : schedules) {
            plan(schedule.job(), schedule.enabled(), schedule.cron(), schedule.settings())
                    .or(() -> Optional.ofNullable(told.get(schedule.job())))
                    .ifPresent(plan -> now.put(schedule.job(), plan));
        }
        if (now.equals(told)) {
            return false;
        }
        told = now;
        write();
        return true;
    }

    private Optional<JobPlan> plan(String job, boolean enabled, String cron, Map<String, String> settings) {
        try {
            return Optional.of(new JobPlan(enabled ? Optional.of(Cron.parse(cron)) : Optional.empty(), settings));
        } catch (IllegalArgumentException e) {
            problems.accept("the schedule of job '" + job + "' in the database " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<JobPlan> read(String job, Map<?, ?> fields) {
        var settings = new TreeMap<String, String>();
        if (fields.get("settings") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> settings.put(String.valueOf(name), String.valueOf(value)));
        }
        boolean enabled = fields.get("cron") instanceof String;
        return plan(job, enabled, String.valueOf(fields.get("cron")), settings);
    }

    private void write() {
        var jobs = new LinkedHashMap<String, Object>();
        told.forEach((job, plan) -> {
            var fields = new LinkedHashMap<String, Object>();
            plan.cron().ifPresent(cron -> fields.put("cron", cron));
            fields.put("settings", plan.settings());
            jobs.put(job, fields);
        });
        file.write(jobs);
    }
}
