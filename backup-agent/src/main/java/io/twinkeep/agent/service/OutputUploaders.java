package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.OutputLedger;

/** Makes the uploader of an agent. */
@FunctionalInterface
public interface OutputUploaders {
    /** @param ledger to be told of what is stored, and asked at the start for what is not */
    OutputUploader open(OutputLedger ledger);

    /** Stores nothing. */
    OutputUploaders NONE = ledger -> OutputUploader.NONE;
}
