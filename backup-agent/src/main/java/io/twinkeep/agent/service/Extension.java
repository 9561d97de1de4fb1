package io.twinkeep.agent.service;

import io.twinkeep.agent.config.JobName;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What another package brings to the daemon: use cases, started by its schedule, and what watches for them. */
public interface Extension {
    /** Brings nothing. */
    Extension NONE = Map::of;

    /** For jobs that the daemon itself does nothing for. */
    Map<JobName, UseCase> useCases();

    /**
     * Comes before each prune of the repository.
     *
     * @throws io.twinkeep.core.errors.BackupException if nothing may be deleted now
     */
    default void beforePrune(RunReport report) {}

    /**
     * Called once, when jobs can be run.
     *
     * @param runNow runs a job at once, or once more after the run that is under way
     * @param threads starts a thread by name, whose work ends when it is interrupted
     */
    default void begin(Consumer<JobName> runNow, BiConsumer<String, Runnable> threads) {}
}
