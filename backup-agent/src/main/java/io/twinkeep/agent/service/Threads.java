package io.twinkeep.agent.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The agent's long-lived threads. Not thread-safe: whoever starts the agent stops it. */
final class Threads {
    private final List<Thread> started = new ArrayList<>();
    private final EventLog log;

    Threads(EventLog log) {
        this.log = log;
    }

    /** A thread whose work ends when it is interrupted, or told to by other means. */
    Thread start(String name, Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.failed("thread died", e, "thread", name);
            }
        });
        started.add(thread);
        return thread;
    }

    /** The names of those that ended by themselves. */
    List<String> dead() {
        return started.stream()
                .filter(thread -> !thread.isAlive())
                .map(Thread::getName)
                .toList();
    }

    /** Interrupts one and waits for it; false if it did not end in time. */
    static boolean end(Thread thread, Duration patience) {
        thread.interrupt();
        return join(thread, patience);
    }

    static boolean join(Thread thread, Duration patience) {
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
