package io.twinkeep.agent.upload;

import io.twinkeep.core.catalog.GenerationRecord;

/** Who is told what becomes of images; called by several threads. */
public interface UploadEvents {
    /**
     * The image is stored. Returns when that fact is durable.
     *
     * @throws io.twinkeep.core.errors.BackupException if it can't be kept now: the image comes again
     */
    void stored(GenerationRecord record);

    /** It vanished or changed before it could be stored. */
    void lost(String path);

    /** It can't be read, or its path can't be kept; it is tried again later. */
    void unreadable(String path, String why);

    /** Nothing can be stored now; told once for each such time. */
    void stuck(RuntimeException why);

    /** Images are stored again. */
    void flowing();
}
