package io.twinkeep.agent.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Decides when an image is ready, from what was seen of it and when. Knows no files and no clock. Not thread-safe. */
final class Settling<K> {
    private final WatchRules rules;
    private final Map<K, Waiting> waiting = new HashMap<>();

    Settling(WatchRules rules) {
        this.rules = rules;
    }

    /** Something happened to it: look at once. What is known of its state stays. */
    void touched(K image, Instant now) {
        Waiting known = waiting.get(image);
        waiting.put(image, new Waiting(known == null ? null : known.state(), known == null ? now : known.since(), now));
    }

    /** It could not be taken: look again after a pause. */
    void failed(K image, Instant now) {
        Waiting known = waiting.get(image);
        if (known != null) {
            waiting.put(image, new Waiting(known.state(), known.since(), now.plus(rules.retry())));
        }
    }

    /** It was taken, is known already, or is gone. */
    void done(K image) {
        waiting.remove(image);
    }

    List<K> due(Instant now) {
        return waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().look().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    Optional<Instant> nextLook() {
        return waiting.values().stream().map(Waiting::look).min(Instant::compareTo);
    }

    int size() {
        return waiting.size();
    }

    /** Whether it is ready now; if not, it comes due again at the time when it may be. */
    boolean isReady(K image, FileState state, BooleanSupplier isWhole, Instant now) {
        Waiting known = waiting.get(image);
        boolean changed = known == null || !state.equals(known.state());
        Instant since = changed ? now : known.since();
        Optional<Instant> look = lookAgain(state, isWhole, since, now);
        waiting.put(image, new Waiting(state, since, look.orElse(now)));
        return look.isEmpty();
    }

    /** When to look again; nothing if it is ready. */
    private Optional<Instant> lookAgain(FileState state, BooleanSupplier isWhole, Instant since, Instant now) {
        Duration wait = state.hasSidecar() ? rules.still() : rules.still().plus(rules.sidecarGrace());
        Instant settled = since.plus(wait);
        if (now.isBefore(settled)) {
            return Optional.of(settled);
        }
        if (now.isBefore(since.plus(rules.unfinished())) && !isWhole.getAsBoolean()) {
            return Optional.of(now.plus(rules.still()));
        }
        return Optional.empty();
    }

    /**
     * @param state as last seen; null before the first look
     * @param since when it was first seen like this
     * @param look when to look next
     */
    private record Waiting(FileState state, Instant since, Instant look) {}
}
