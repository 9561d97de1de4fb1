package io.twinkeep.agent.cache;

/** Who records the images that the watcher finds; called by several threads at once. */
public interface OutputTaker {
    /**
     * Records the image durably. It comes again after a restart that forgot it, and when it or its sidecar changes.
     *
     * @return what is to be remembered of it
     * @throws io.twinkeep.core.errors.BackupException if it can't be recorded now, such as with a full spool: it stays and comes
     *     again later
     */
    Taken take(SettledImage image);

    /**
     * @param important whether it stays in the cache until {@link OutputLedger#stored} is told
     * @param then run once the ledger knows the image, so that a confirmation can't come too early; must not block
     */
    record Taken(boolean important, Runnable then) {}
}
