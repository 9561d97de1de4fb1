package io.twinkeep.agent.spool;

import io.twinkeep.core.errors.BackupException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hands the facts of a spool to a sink, in order, and releases those whose commit the sink's standby has replayed. When the sink's
 * timeline changes, commits that were acknowledged may be gone with the old primary, so all that is unreleased is sent
 * again.
 *
 * <p>One thread runs it; {@link #status} and {@link #close} may be called by any.
 */
public final class Drain implements AutoCloseable {
    private final Spool spool;
    private final FactSink sink;
    private final DrainSettings settings;
    private final SpoolReader reader;
    private final Deque<Stored> unreplayed = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private List<SpoolEntry> unstored = List.of(); // read, and failed or not tried yet
    private Duration pause;
    private volatile DrainStatus status = new DrainStatus(0, 0, 0, 0, Optional.empty());

    public Drain(Spool spool, FactSink sink, DrainSettings settings) {
        this.spool = spool;
        this.sink = sink;
        this.settings = settings;
        this.reader = spool.reader();
        this.pause = settings.firstPause();
    }

    /** Drains until it is closed or interrupted. Failures of the sink are waited out; they show in the status. */
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                rest(round());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reader.close();
        }
    }

    private void rest(Round round) throws InterruptedException {
        switch (round) {
            case FAILED -> {
                // Not to be woken by new facts: they would make a loop of calls out of an outage.
                stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = shorter(pause.multipliedBy(2), settings.longestPause());
            }
            case ALL_SENT -> {
                pause = settings.firstPause();
                Duration wait = unreplayed.isEmpty() ? settings.idle() : settings.poll();
                spool.awaitAfter(
                        unreplayed.isEmpty()
                                ? spool.last()
                                : unreplayed.getLast().last(),
                        wait);
            }
            case MORE -> pause = settings.firstPause();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** One step: release what is replayed, then store one batch. */
    Round round() {
        try {
            if (!unreplayed.isEmpty()) {
                releaseReplayed(sink.replayed());
            }
            boolean stored = storeNext();
            note(Optional.empty());
            return stored ? Round.MORE : Round.ALL_SENT;
        } catch (BackupException e) {
            note(Optional.of(e.getMessage()));
            return Round.FAILED;
        } catch (RuntimeException e) {
            // A sink with a bug must not end the only thread that empties the spool; nothing was released, so all comes
            // again.
            note(Optional.of("the sink failed unexpectedly: " + e));
            return Round.FAILED;
        }
    }

    private void releaseReplayed(SinkPosition replayed) {
        long released = 0;
        while (!unreplayed.isEmpty() && replayed.contains(unreplayed.getFirst().commit())) {
            released = unreplayed.removeFirst().last();
        }
        if (released > 0) {
            long before = spool.released();
            spool.release(released);
            count(0, released - before, 0);
        }
        if (!unreplayed.isEmpty() && unreplayed.getFirst().commit().timeline() != replayed.timeline()) {
            startAgain();
        }
    }

    private boolean storeNext() {
        if (unstored.isEmpty()) {
            unstored = reader.next(settings.batchFacts(), settings.batchBytes());
        }
        if (unstored.isEmpty()) {
            return false;
        }
        SinkPosition commit = sink.store(unstored);
        count(unstored.size(), 0, 0);
        boolean changed = !unreplayed.isEmpty() && unreplayed.getLast().commit().timeline() != commit.timeline();
        if (changed) {
            startAgain();
        } else {
            unreplayed.add(new Stored(unstored.getLast().sequence(), unstored.size(), commit));
            unstored = List.of();
        }
        return true;
    }

    private void startAgain() {
        unreplayed.clear();
        unstored = List.of();
        reader.rewind();
        count(0, 0, 1);
    }

    private void count(long stored, long released, long restarts) {
        DrainStatus now = status;
        status = new DrainStatus(
                now.stored() + stored,
                now.released() + released,
                now.unreplayed(),
                now.restarts() + restarts,
                now.failure());
    }

    private void note(Optional<String> failure) {
        DrainStatus now = status;
        long waiting = unreplayed.stream().mapToLong(Stored::facts).sum();
        status = new DrainStatus(now.stored(), now.released(), waiting, now.restarts(), failure);
    }

    public DrainStatus status() {
        return status;
    }

    /** Lets {@link #run} end after the call that is under way; the spool stays open. */
    @Override
    public void close() {
        stopped.countDown();
    }

    enum Round {
        /** A batch was stored; there may be more. */
        MORE,
        ALL_SENT,
        FAILED
    }

    /** @param last sequence of the batch's last fact */
    private record Stored(long last, int facts, SinkPosition commit) {}
}
