package io.twinkeep.agent.service;

import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.operation.Progress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How far one run of a job is. Thread-safe. */
public final class RunReport implements Progress {
    private final RunId run;
    private final String job;
    private final Instant started;
    private final Consumer<String> notes;
    private final LongAdder done = new LongAdder();
    private final AtomicLong total = new AtomicLong();
    private volatile String phase = "";

    RunReport(RunId run, String job, Instant started, Consumer<String> notes) {
        this.run = run;
        this.job = job;
        this.started = started;
        this.notes = notes;
    }

    @Override
    public void begin(String newPhase, long totalBytes) {
        phase = newPhase;
        done.reset();
        total.set(totalBytes);
    }

    @Override
    public void advance(long bytes) {
        done.add(bytes);
    }

    @Override
    public void note(String message) {
        notes.accept(message);
    }

    public RunId run() {
        return run;
    }

    String job() {
        return job;
    }

    Instant started() {
        return started;
    }

    String phase() {
        return phase;
    }

    /** Bytes of the phase. */
    long done() {
        return done.sum();
    }

    /** 0 where it is not known. */
    long total() {
        return total.get();
    }
}
