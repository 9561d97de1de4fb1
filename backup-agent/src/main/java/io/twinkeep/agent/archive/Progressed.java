package io.twinkeep.agent.archive;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the log is.
 *
 * @param spool the last fact of the spool that it has
 * @param epoch the last grant
 * @param moves the last move's number of each alias, by model and alias
 * @param audited up to when the audit trail was read
 * @param events the audit events of the last day before that, with their times: an event may come late
 */
record Progressed(
        long spool, int epoch, SortedMap<String, Long> moves, Instant audited, SortedMap<String, Instant> events) {
    static final Progressed NOTHING = new Progressed(0, 0, new TreeMap<>(), Instant.EPOCH, new TreeMap<>());

    Progressed {
        moves = Collections.unmodifiableSortedMap(new TreeMap<>(moves));
        events = Collections.unmodifiableSortedMap(new TreeMap<>(events));
    }

    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("spool", spool);
        fields.put("epoch", epoch);
        fields.put("moves", moves);
        fields.put("audited", audited);
        fields.put("events", events);
        return fields;
    }

    @SuppressWarnings("unchecked")
    static Progressed of(Map<String, Object> fields) {
        var moves = new TreeMap<String, Long>();
        ((Map<String, Object>) fields.get("moves")).forEach((alias, number) -> moves.put(alias, (Long) number));
        var events = new TreeMap<String, Instant>();
        ((Map<String, Object>) fields.get("events")).forEach((id, at) -> events.put(id, Instant.parse((String) at)));
        return new Progressed(
                (Long) fields.get("spool"),
                ((Long) fields.get("epoch")).intValue(),
                moves,
                Instant.parse((String) fields.get("audited")),
                events);
    }
}
