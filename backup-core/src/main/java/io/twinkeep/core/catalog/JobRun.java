package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * A job's run: told when it starts, now and then while it works, and when it ends. The latest {@code updated} counts, and
 * a run that has ended stays ended.
 *
 * @param done how much of {@code total} is done, in the job's own unit; both 0 when unknown
 */
public record JobRun(
        RunId run,
        String region,
        String agent,
        String job,
        Instant started,
        Instant updated,
        Optional<Instant> ended,
        Outcome outcome,
        long done,
        long total,
        String message)
        implements Fact {
    public JobRun {
        started = Micros.of(started);
        updated = Micros.of(updated);
        ended = Micros.of(ended);
        if (ended.isPresent() == (outcome == Outcome.RUNNING)) {
            throw new IllegalArgumentException("a run has an end unless it is running: " + run);
        }
    }

    /** How a run ended, if it has. */
    public enum Outcome {
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED
    }
}
