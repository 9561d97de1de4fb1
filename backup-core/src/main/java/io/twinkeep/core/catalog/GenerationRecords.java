package io.twinkeep.core.catalog;

import java.util.List;

/** Generated images and what made them. */
public interface GenerationRecords {
    /** Newest first. */
    List<GenerationRecord> search(RecordQuery query);
}
