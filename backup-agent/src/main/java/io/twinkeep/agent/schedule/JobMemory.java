package io.twinkeep.agent.schedule;

import io.twinkeep.agent.state.StateFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When each job last succeeded, kept in a small file across restarts. Thread-safe; its monitor guards the maps and the file. */
final class JobMemory {
    private final StateFile file;
    private final Map<String, Instant> since = new TreeMap<>();
    private final Map<String, Instant> succeeded = new TreeMap<>();

    /** What can't be read is forgotten: then a job's next time is counted from now on. */
    JobMemory(Path file) {
        this.file = new StateFile(file);
        this.file.read().forEach((job, value) -> {
            if (value instanceof Map<?, ?> times) {
                time(times.get("since")).ifPresent(time -> since.put(job, time));
                time(times.get("succeeded")).ifPresent(time -> succeeded.put(job, time));
            }
        });
    }

    private static Optional<Instant> time(Object value) {
        try {
            return value instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** From when on a job's times count. */
    synchronized Instant since(String job, Instant now) {
        Instant known = since.putIfAbsent(job, now);
        if (known == null) {
            write();
        }
        return known == null ? now : known;
    }

    synchronized Optional<Instant> succeeded(String job) {
        return Optional.ofNullable(succeeded.get(job));
    }

    synchronized void succeeded(String job, Instant time) {
        since.put(job, time);
        succeeded.put(job, time);
        write();
    }

    private void write() {
        var jobs = new LinkedHashMap<String, Object>();
        since.forEach((job, time) -> {
            var times = new LinkedHashMap<String, Object>();
            times.put("since", time);
            Optional.ofNullable(succeeded.get(job)).ifPresent(success -> times.put("succeeded", success));
            jobs.put(job, times);
        });
        file.write(jobs);
    }
}
