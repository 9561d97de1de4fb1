package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What a run found lost or damaged and went on without; each is told once, at once. Thread-safe. */
final class Losses {
    private final Progress progress;
    private final Map<ObjectKey, Backup.Loss> found = new ConcurrentSkipListMap<>();

    Losses(Progress progress) {
        this.progress = progress;
    }

    void add(ObjectKey object, String what) {
        if (found.putIfAbsent(object, new Backup.Loss(object, what)) == null) {
            progress.note("warning: " + what);
        }
    }

    /** In the order of their objects. */
    List<Backup.Loss> all() {
        return List.copyOf(found.values());
    }
}
