package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.snapshot.SetLog;
import java.util.List;

/** What a prune will do with each set of a model, and why. */
public record PrunePlan(ModelName model, List<Item> items) {
    /** What happens to a set. */
    public enum Action {
        KEEP,
        /** Close it, bury its snapshots, delete its packs. */
        EXPIRE,
        /** It is closed already: bury and delete what an interrupted prune or a late writer left. */
        SWEEP
    }

    /** One set; {@code packs} and {@code bytes} are what deleting it would free. */
    public record Item(SetLog log, Action action, String reason, int packs, long bytes) {}
}
