package io.twinkeep.agent.service;

import io.twinkeep.agent.watch.Look;
import io.twinkeep.agent.watch.ModelWatch;
import java.util.Optional;

/** Looks at one model's directory for as long as it runs, and asks for a backup once a change has come to rest. */
final class ModelWatcher implements Runnable {
    private final String model;
    private final ModelWatch watch;
    private final Runnable changed;
    private final EventLog log;
    private Look told = new Look(Look.State.SAME, Optional.empty(), 0, 0, "");

    /** @param changed must not block; called again at each look until the change was taken */
    ModelWatcher(String model, ModelWatch watch, Runnable changed, EventLog log) {
        this.model = model;
        this.watch = watch;
        this.changed = changed;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
                Thread.sleep(watch.pause()); // a network disk tells nobody; an interrupt ends it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        Look look;
        try {
            look = watch.look();
        } catch (RuntimeException e) {
            log.failed("model not looked at", e, "model", model);
            return;
        }
        // One change may follow the other so soon that no look sees the directory at rest between them.
        boolean news = look.state() != told.state() || !look.fingerprint().equals(told.fingerprint());
        told = look;
        switch (look.state()) {
            case READY -> {
                if (news) {
                    log.info("model changed", "model", model, "files", look.files(), "bytes", look.bytes());
                    changed.run();
                }
            }
            case INCOMPLETE, UNREADABLE -> {
                if (news) {
                    log.warn("model not taken", "model", model, "state", look.state(), "message", look.detail());
                }
            }
            case SAME, MOVING -> {}
        }
    }
}
