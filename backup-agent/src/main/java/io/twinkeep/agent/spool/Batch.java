package io.twinkeep.agent.spool;

import io.twinkeep.core.facts.StoredFact;
import java.util.ArrayList;
import java.util.List;

/** Facts of many appenders that become durable together. Guarded by the spool's lock. */
final class Batch {
    private final List<StoredFact> facts = new ArrayList<>();
    private long bytes;
    private long first;
    private RuntimeException failure;
    private boolean done;

    /** Its index in the batch. */
    int add(StoredFact fact) {
        facts.add(fact);
        bytes += Frame.bytes(fact);
        return facts.size() - 1;
    }

    List<StoredFact> facts() {
        return facts;
    }

    long bytes() {
        return bytes;
    }

    void stored(long firstSequence) {
        first = firstSequence;
        done = true;
    }

    void failed(RuntimeException why) {
        failure = why;
        done = true;
    }

    boolean isDone() {
        return done;
    }

    /** The fact's sequence; throws what made the batch fail. */
    long sequence(int index) {
        if (failure != null) {
            throw failure;
        }
        return first + index;
    }
}
