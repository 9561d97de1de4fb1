package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Unavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A database with a standby, as far as a drain sees it: commits in order, a replay that can be frozen, and a promotion that loses
 * what was not replayed. Facts are kept by their text, as a table keeps records by their id.
 */
final class ScriptedSink implements FactSink {
    enum Fault {
        UNAVAILABLE,
        /** Stored, but the answer is lost. */
        UNKNOWN_STORED,
        /** Not stored, and the answer is lost. */
        UNKNOWN_LOST,
        REPLAY_UNAVAILABLE
    }

    private final Deque<Fault> faults = new ArrayDeque<>();
    private Map<String, Integer> primary = new LinkedHashMap<>();
    private Map<String, Integer> standby = new LinkedHashMap<>();
    private long timeline = 1;
    private long committed;
    private long replayed;
    private boolean frozen;
    private int calls;

    synchronized ScriptedSink failNext(Fault fault) {
        faults.add(fault);
        return this;
    }

    @Override
    public synchronized SinkPosition store(List<SpoolEntry> batch) {
        calls++;
        Fault fault = faults.peek();
        if (fault != null && fault != Fault.REPLAY_UNAVAILABLE) {
            faults.remove();
        }
        if (fault == Fault.UNAVAILABLE) {
            throw new Unavailable("the database is away");
        }
        if (fault == Fault.UNKNOWN_LOST) {
            throw new OutcomeUnknown("the answer was lost");
        }
        batch.forEach(entry -> primary.merge(SpoolFixture.text(entry), 1, Integer::sum));
        committed++;
        if (!frozen) {
            replay();
        }
        if (fault == Fault.UNKNOWN_STORED) {
            throw new OutcomeUnknown("the answer was lost");
        }
        return new SinkPosition(timeline, committed);
    }

    @Override
    public synchronized SinkPosition replayed() {
        if (faults.peek() == Fault.REPLAY_UNAVAILABLE) {
            faults.remove();
            throw new Unavailable("the database is away");
        }
        return new SinkPosition(timeline, replayed);
    }

    private void replay() {
        standby = new LinkedHashMap<>(primary);
        replayed = committed;
    }

    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        replay();
    }

    /** The standby becomes primary; a new standby follows it from the start. */
    synchronized void promote() {
        primary = new LinkedHashMap<>(standby);
        timeline++;
        committed = replayed;
        frozen = false;
        replay();
    }

    synchronized Map<String, Integer> stored() {
        return new LinkedHashMap<>(primary);
    }

    synchronized int calls() {
        return calls;
    }
}
