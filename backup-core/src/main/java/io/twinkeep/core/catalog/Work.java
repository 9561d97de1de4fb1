package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What agents run: schedules, orders, and the runs that came of them. */
public interface Work {
    /** By job. */
    List<Schedule> schedules(String region);

    /**
     * Adds or changes a schedule. The same schedule again does nothing.
     *
     * @throws io.twinkeep.core.errors.Conflict unless its revision follows the present one
     */
    void set(Schedule schedule);

    /** Placing the same order again does nothing. */
    void place(WorkOrder order);

    /**
     * Takes the oldest open order of a region and of the present epoch. An agent that already holds one gets that one
     * again, so a lost answer loses no order; two agents never get the same.
     */
    Optional<WorkOrder> claim(String region, String agent, Instant at);

    /**
     * Ends an order; one that has ended stays as it was.
     *
     * @throws io.twinkeep.core.errors.Refused if the order is another region's
     */
    void finish(Token order, boolean succeeded, String message, Instant at);

    /** @throws io.twinkeep.core.errors.Missing if there is no such order */
    WorkOrder.State state(Token order);

    /** The newest runs of a region first. */
    List<JobRun> runs(String region, int limit);
}
