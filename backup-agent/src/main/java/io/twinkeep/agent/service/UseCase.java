package io.twinkeep.agent.service;

import java.util.Map;

/** What a job does. It may be interrupted when the program ends. */
@FunctionalInterface
public interface UseCase {
    /**
     * Returns what was done, in a few words for people.
     *
     * @param report told how far it is
     * @param settings of the job's schedule, by name
     * @throws io.twinkeep.core.errors.BackupException if it was not done; sorted by what to do next
     */
    String run(RunReport report, Map<String, String> settings);
}
