package io.twinkeep.core.catalog;

import io.twinkeep.core.ids.Token;
import java.time.Instant;
import java.util.SortedMap;

/** Who did what to what, and when. Never changed, never removed. */
public record AuditEvent(
        Token id,
        String region,
        Instant at,
        String actor,
        String action,
        String subject,
        SortedMap<String, String> details)
        implements Fact {
    public AuditEvent {
        at = Micros.of(at);
        details = Extras.copyOf(details);
    }
}
