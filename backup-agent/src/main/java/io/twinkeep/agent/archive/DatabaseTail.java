package io.twinkeep.agent.archive;

import io.twinkeep.core.catalog.AliasMove;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.catalog.EpochGrant;
import io.twinkeep.core.catalog.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What no spool knows: grants, moves of aliases, and the audit trail of everybody. */
final class DatabaseTail {
    // An agent tells its events through a spool, so they may be this late.
    private static final Duration LATE = Duration.ofDays(1);
    static final int PAGE = 2_000;

    private final Facts facts;

    DatabaseTail(Facts facts) {
        this.facts = facts;
    }

    /** Adds what came since; returns how far the log is with it. */
    Progressed addTo(List<CatalogEntry> entries, Progressed done) {
        int epoch = done.epoch();
        for (EpochGrant grant : facts.fleet().grants()) {
            if (grant.epoch() > epoch) {
                entries.add(grant);
                epoch = grant.epoch();
            }
        }
        var moves = new TreeMap<>(done.moves());
        for (AliasMove move : facts.aliases().moves()) {
            String alias = move.model() + "/" + move.alias();
            if (move.number() > moves.getOrDefault(alias, 0L)) {
                entries.add(move);
                moves.put(alias, (long) move.number());
            }
        }
        var events = new TreeMap<>(done.events());
        Instant audited = addEvents(entries, done.audited(), events);
        Instant forgotten = audited.minus(LATE);
        events.values().removeIf(forgotten::isAfter);
        return new Progressed(done.spool(), epoch, moves, audited, events);
    }

    /** A page that holds nothing new is passed over. */
    private Instant addEvents(List<CatalogEntry> entries, Instant audited, TreeMap<String, Instant> known) {
        Instant from = audited.equals(Instant.EPOCH) ? audited : audited.minus(LATE);
        Instant last = audited;
        while (true) {
            List<AuditEvent> page = facts.audit().events(from, Instant.parse("9999-01-01T00:00:00Z"), PAGE);
            var fresh = new ArrayList<AuditEvent>();
            for (AuditEvent event : page) {
                if (known.putIfAbsent(event.id().toString(), event.at()) == null) {
                    fresh.add(event);
                }
                last = event.at().isAfter(last) ? event.at() : last;
            }
            entries.addAll(fresh);
            if (page.size() < PAGE || !fresh.isEmpty()) {
                return last;
            }
            // Many of one time: what is behind them can only be reached by stepping over.
            Instant next = page.getLast().at();
            from = next.isAfter(from) ? next : next.plusNanos(1_000);
        }
    }
}
