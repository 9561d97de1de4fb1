package io.twinkeep.agent.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Decides what leaves a cache: a pure function of what is in it, the rules and the time. */
public final class Eviction {
    private Eviction() {}

    /** Outputs over age go; above the high watermark the oldest go too, until the low one is reached. */
    public static EvictionPlan plan(Collection<CachedOutput> outputs, EvictionRules rules, Instant now) {
        long before = outputs.stream().mapToLong(CachedOutput::bytes).sum();
        long left = before;
        boolean crowded = before > rules.highBytes();
        List<EvictionPlan.Evicted> evicted = new ArrayList<>();
        for (CachedOutput output : removable(outputs, rules, now)) {
            boolean old = output.since().isBefore(now.minus(rules.maxAge()));
            if (old || crowded && left > rules.lowBytes()) {
                String reason = old ? "older than " + rules.maxAge() : "the cache is above its high watermark";
                evicted.add(new EvictionPlan.Evicted(output, reason));
                left -= output.bytes();
            }
        }
        return new EvictionPlan(
                List.copyOf(evicted),
                before,
                left,
                count(outputs, output -> output.recorded().isEmpty()),
                count(outputs, output -> output.important() && !output.stored()),
                left > rules.highBytes());
    }

    /** What may go at all, oldest first. */
    private static List<CachedOutput> removable(Collection<CachedOutput> outputs, EvictionRules rules, Instant now) {
        Instant recent = now.minus(rules.keep());
        return outputs.stream()
                .filter(output -> output.recorded().filter(recent::isAfter).isPresent())
                .filter(output -> !output.important() || output.stored())
                .sorted(Comparator.comparing(CachedOutput::since).thenComparing(CachedOutput::path))
                .toList();
    }

    private static int count(Collection<CachedOutput> outputs, Predicate<CachedOutput> which) {
        return (int) outputs.stream().filter(which).count();
    }
}
