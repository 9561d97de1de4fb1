package io.twinkeep.agent.service;

import io.twinkeep.agent.cache.SettledImage;
import io.twinkeep.agent.upload.UploadStatus;
import io.twinkeep.core.catalog.GenerationRecord;

/**
 * Stores important images. It tells the ledger of each that the store has confirmed; until then the image stays in the cache. Safe
 * for use by many threads.
 */
public interface OutputUploader extends AutoCloseable {
    /** An important image whose record is durable. Must not block; after a restart it may come again. */
    void offer(SettledImage image, GenerationRecord record);

    UploadStatus status();

    /** Ends what is under way; what is not stored comes again after a restart. */
    @Override
    void close();
}
