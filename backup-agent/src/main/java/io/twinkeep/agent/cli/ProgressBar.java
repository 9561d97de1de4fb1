package io.twinkeep.agent.cli;

import io.twinkeep.agent.text.Amounts;
import io.twinkeep.core.operation.Progress;
import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells people how far a run is: a line that moves where there is a terminal, one line per phase elsewhere. Workers only
 * count; a thread of its own draws. Its lock guards the phase and every line that is written.
 */
final class ProgressBar implements Progress, AutoCloseable {
    private static final long TICK_MILLIS = 200;
    private static final int BAR = 20;
    private static final String ERASE = "\r\033[K";

    private final PrintStream err;
    private final OptionalInt columns;
    private final LongAdder done = new LongAdder();
    private final ScheduledExecutorService ticker;
    private String phase = "";
    private long total;
    private Rate rate = new Rate(System.nanoTime());

    ProgressBar(PrintStream err, OptionalInt columns) {
        this.err = err;
        this.columns = columns;
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("progress").unstarted(task));
        if (columns.isPresent()) {
            ticker.scheduleWithFixedDelay(this::draw, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void begin(String newPhase, long totalBytes) {
        boolean repeated = newPhase.equals(phase);
        phase = newPhase;
        total = totalBytes;
        done.reset();
        rate = new Rate(System.nanoTime());
        if (columns.isEmpty() && !repeated) {
            err.println(phase + (total > 0 ? ": " + Amounts.bytes(total) : ""));
            err.flush();
        }
    }

    @Override
    public void advance(long bytes) {
        done.add(bytes);
    }

    @Override
    public synchronized void note(String message) {
        err.println((columns.isPresent() ? ERASE : "") + Printable.lines(message));
        err.flush();
    }

    private synchronized void draw() {
        if (phase.isEmpty()) {
            return;
        }
        long bytes = done.sum();
        rate.sample(System.nanoTime(), bytes);
        String line = line(bytes, rate.perSecond());
        int width = columns.orElse(80) - 1;
        err.print(ERASE + (line.length() > width ? line.substring(0, width) : line));
        err.flush();
    }

    private String line(long bytes, double perSecond) {
        String speed = Amounts.bytes((long) perSecond) + "/s";
        if (total <= 0 && bytes == 0) {
            return phase + " ...";
        }
        if (total <= 0) {
            return phase + "  " + Amounts.bytes(bytes) + "  " + speed;
        }
        long shown = Math.min(bytes, total);
        int filled = (int) (BAR * shown / total);
        String left =
                perSecond > 0 ? Amounts.wholeSeconds((long) Math.ceil((total - shown) / perSecond)) + " left" : "";
        return phase + "  [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + 100 * shown / total + " %  "
                + Amounts.bytes(shown) + " of " + Amounts.bytes(total) + "  " + speed + "  " + left;
    }

    /** Ends the drawing and clears its line. */
    @Override
    public void close() {
        ticker.shutdownNow();
        synchronized (this) {
            phase = "";
            if (columns.isPresent()) {
                err.print(ERASE);
                err.flush();
            }
        }
    }
}
