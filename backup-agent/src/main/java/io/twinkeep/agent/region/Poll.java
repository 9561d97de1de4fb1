package io.twinkeep.agent.region;

import io.twinkeep.agent.service.EventLog;
import java.time.Duration;

/** Looks again and again until it is interrupted. A look that fails is told once, until one succeeds. */
final class Poll implements Runnable {
    private final String what;
    private final Duration pause;
    private final Runnable look;
    private final EventLog log;
    private boolean failed;

    Poll(String what, Duration pause, Runnable look, EventLog log) {
        this.what = what;
        this.pause = pause;
        this.look = look;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
                Thread.sleep(pause); // a repository and a standby database tell nobody; an interrupt ends it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        try {
            look.run();
            failed = false;
        } catch (RuntimeException e) {
            if (!failed && !Thread.currentThread().isInterrupted()) {
                log.failed("not looked at", e, "what", what);
            }
            failed = true;
        }
    }
}
