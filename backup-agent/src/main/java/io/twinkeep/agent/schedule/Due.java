package io.twinkeep.agent.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a job runs next: a pure function of its times, its past and the clock. */
final class Due {
    private Due() {}

    /**
     * The first time since it counts, however long that is ago: runs that were missed come to one, at once.
     *
     * @param since its last success, or when it was first planned
     * @param attempted when it was last begun, successful or not; times before that are not made up for
     */
    static Optional<Instant> next(Cron cron, Duration spread, Instant since, Optional<Instant> attempted, Instant now) {
        Instant from = attempted.filter(since::isBefore).orElse(since);
        // A clock that was wrong once must not keep the job from running for years.
        Instant sane = from.isAfter(now) ? now : from;
        return cron.after(sane.minus(spread))
                .map(time -> time.plus(spread))
                .map(time -> time.isBefore(now) ? now : time);
    }
}
