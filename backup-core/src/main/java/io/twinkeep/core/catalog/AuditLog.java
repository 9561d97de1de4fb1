package io.twinkeep.core.catalog;

import java.time.Instant;
import java.util.List;

/** What was done by whom. */
public interface AuditLog {
    /** From {@code from} until before {@code to}, oldest first, at most {@code limit}. */
    List<AuditEvent> events(Instant from, Instant to, int limit);
}
