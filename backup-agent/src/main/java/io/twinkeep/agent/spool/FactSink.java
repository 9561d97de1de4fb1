package io.twinkeep.agent.spool;

import java.util.List;

/**
 * Where facts go: a database with a standby. Only one drain calls it, one call at a time.
 *
 * <p>Facts arrive in order, and again after lost answers and promotions, so every fact must be stored under a name of its
 * own that makes storing it twice the same as once (a generation record's {@code id()}).
 */
public interface FactSink {
    /**
     * Stores all facts of the batch, or none; returns a place that contains them once it is replayed.
     *
     * @param batch never empty, in order
     * @throws io.twinkeep.core.errors.Unavailable if nothing was stored; the same batch comes again later
     * @throws io.twinkeep.core.errors.OutcomeUnknown if the answer was lost; the same batch comes again later
     * @throws io.twinkeep.core.errors.BackupException of other kinds if waiting won't help: the batch still comes again,
     *     because a fact that was acknowledged is never dropped, and the failure shows in the drain's status. A sink that can't
     *     store a single fact for good must put it aside itself, durably, and go on
     */
    SinkPosition store(List<SpoolEntry> batch);

    /**
     * Up to where the history would survive the loss of the primary: what the standby has replayed, or the primary's own
     * place where there is no standby by intent. Told with the timeline that the sink is in now.
     */
    SinkPosition replayed();
}
