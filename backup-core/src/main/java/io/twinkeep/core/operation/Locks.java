package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectHistory;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotHints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Extends the Object Locks of what must be kept: the two newest sets (the newest may not have been verified yet), pinned
 * sets, the key wraps and the repository's own record with its copy. A lock's date is a lower bound and only moves
 * forward.
 */
public final class Locks {
    // Extending once a day is enough, so a lock that has nearly its whole time left stays as it is.
    private static final Duration FRESH = Duration.ofHours(20);

    private static final int NEWEST = 2;

    private final Engine engine;
    private final ObjectHistory history;

    public Locks(Engine engine, ObjectHistory history) {
        this.engine = engine;
        this.history = history;
    }

    /**
     * Locks what must be kept for the repository's lock days from now on; returns how many objects were extended.
     *
     * @throws io.twinkeep.core.errors.Refused if the bucket has no Object Lock
     */
    public int extend(ModelName model) {
        Instant now = engine.repository().store().now();
        Instant until = now.plus(Duration.ofDays(engine.repository().config().lockDays()));
        List<ObjectHistory.Version> due =
                current(model).stream().filter(version -> isDue(version, until)).toList();
        engine.progress().begin("extending locks", 0);
        Parallel.forEach(engine.limits().transfers(), due, version -> history.lock(version, until));
        return due.size();
    }

    private boolean isDue(ObjectHistory.Version version, Instant until) {
        return history.lockedUntil(version)
                .map(locked -> locked.isBefore(until.minus(FRESH)))
                .orElse(true);
    }

    private List<ObjectHistory.Version> current(ModelName model) {
        var keys = new ArrayList<ObjectKey>(List.of(Layout.REPOSITORY, Layout.REPOSITORY_COPY, Layout.KEYS));
        SlotHints hints = engine.sets().hints(model);
        List<SetId> sets = engine.sets().sets(model, hints);
        for (int i = 0; i < sets.size(); i++) {
            SetLog log = engine.sets().read(model, sets.get(i), hints);
            if (!log.isClosed() && (i >= sets.size() - NEWEST || !log.pins().isEmpty())) {
                keys.add(Layout.set(model, sets.get(i)));
            }
        }
        var current = new ArrayList<ObjectHistory.Version>();
        for (ObjectKey key : keys) {
            try (Stream<ObjectHistory.Version> versions = history.versions(key)) {
                versions.filter(version -> version.latest() && !version.marker())
                        .forEach(current::add);
            }
        }
        return current;
    }
}
