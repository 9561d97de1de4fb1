package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.OutputLedger;
import io.twinkeep.agent.outputs.GenerationRecords;
import java.nio.file.Path;

/** Makes the uploader of an agent. */
@FunctionalInterface
public interface OutputUploaders {
    /**
     * @param ledger to be told of what is stored, and asked at the start for what is not
     * @param directory the cache's
     * @param records makes an image's record again
     */
    OutputUploader open(Parts parts, Setup setup, OutputLedger ledger, Path directory, GenerationRecords records);

    /** Stores them in the own repository. */
    OutputUploaders REPOSITORY = RepositoryUploader::open;
}
