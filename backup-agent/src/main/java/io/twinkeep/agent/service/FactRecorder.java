package io.twinkeep.agent.service;

import io.twinkeep.agent.spool.CatalogFacts;
import io.twinkeep.agent.spool.Spool;
import io.twinkeep.core.catalog.Fact;
import io.twinkeep.core.errors.BackupException;

/** Puts facts into the spool. A fact that can't be put there is told and lost: no backup fails for want of its record. Thread-safe. */
public final class FactRecorder {
    private final Spool spool;
    private final EventLog log;

    FactRecorder(Spool spool, EventLog log) {
        this.spool = spool;
        this.log = log;
    }

    /** Returns once the fact is durable. @throws BackupException if it can't be put there */
    public void keep(Fact fact) {
        spool.append(CatalogFacts.encode(fact));
    }

    public void record(Fact fact) {
        try {
            keep(fact);
        } catch (BackupException e) {
            log.failed("fact not recorded", e, "fact", fact.getClass().getSimpleName());
        }
    }
}
