package io.twinkeep.core.records;

import io.twinkeep.core.catalog.CatalogEntry;
import java.util.List;

/** A segment that was read: its entries in the order in which they were appended. */
public record Segment(SegmentKey key, List<CatalogEntry> entries) {
    public Segment {
        entries = List.copyOf(entries);
    }
}
