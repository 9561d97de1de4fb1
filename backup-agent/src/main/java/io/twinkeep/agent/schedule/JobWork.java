package io.twinkeep.agent.schedule;

import java.util.Map;

/** What a job does. Runs on one of the scheduler's threads; an interrupt means that the program ends. */
@FunctionalInterface
public interface JobWork {
    /** @param settings of the job's plan */
    Result run(Map<String, String> settings);

    /** How it went. */
    enum Result {
        DONE,
        /** It failed in a way that a later try may not: it is tried again before its next time. */
        AGAIN,
        /** It can't be done now; its next time will show. */
        GIVEN_UP
    }
}
