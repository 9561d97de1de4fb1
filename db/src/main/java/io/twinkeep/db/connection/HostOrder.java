package io.twinkeep.db.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which host to ask first. One login attempt covers all hosts, so a frozen first one would use up every attempt's time;
 * therefore hosts that failed lately come last. Safe for use by many threads; guarded by its own lock.
 */
final class HostOrder {
    private final List<Host> hosts;
    private final long failedNanos;
    private final LongSupplier nanoTime;
    private final Map<Host, Long> failures = new HashMap<>();

    HostOrder(List<Host> hosts, Duration failed, LongSupplier nanoTime) {
        this.hosts = hosts;
        this.failedNanos = failed.toNanos();
        this.nanoTime = nanoTime;
    }

    /** As configured, but those that failed lately last, the longest ago first. */
    synchronized List<Host> current() {
        long now = nanoTime.getAsLong();
        failures.values().removeIf(at -> now - at > failedNanos);
        var order = new ArrayList<>(hosts);
        // Not by comparing the two values: nanoTime may wrap.
        order.sort(Comparator.comparingLong(
                host -> failures.containsKey(host) ? failedNanos - (now - failures.get(host)) : -1));
        return order;
    }

    synchronized void failed(Host host) {
        failures.put(host, nanoTime.getAsLong());
    }
}
