package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.SnapshotBody;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Finds and lists the snapshots of a model. Used by one thread, for one operation: what is committed meanwhile may be missed. */
public final class Versions {
    private final Engine engine;
    private final Map<ModelName, SlotHints> hints = new HashMap<>();
    private final Set<String> passedOver = new LinkedHashSet<>();

    public Versions(Engine engine) {
        this.engine = engine;
    }

    /** A snapshot with what it says of itself; {@code slot} is where it lies in this repository. */
    public record Listed(SetId set, int slot, SnapshotHeader header, SnapshotBody body, boolean pinned) {}

    /**
     * The snapshots of the model, oldest first. Closed sets have none left; sets that the given keys do not open are
     * passed over and told of.
     *
     * @throws Refused if nothing can be seen for want of a key
     */
    public List<Listed> list(ModelName model) {
        var listed = new ArrayList<Listed>();
        Refused locked = null;
        for (SetId set : sets(model)) {
            try {
                listed.addAll(list(read(model, set)));
            } catch (Refused e) {
                passOver("set " + set + " of model " + model + " can't be seen: " + e.getMessage() + "; " + e.next());
                locked = e;
            }
        }
        if (listed.isEmpty() && locked != null) {
            throw locked;
        }
        return listed;
    }

    /** The damaged and lost slots, and the locked sets, that all lists so far went round, in words. */
    public List<String> passedOver() {
        return List.copyOf(passedOver);
    }

    /** All sets of the model, oldest first. */
    List<SetId> sets(ModelName model) {
        return engine.sets().sets(model, hints(model));
    }

    SetLog read(ModelName model, SetId set) {
        return engine.sets().read(model, set, hints(model));
    }

    private SlotHints hints(ModelName model) {
        return hints.computeIfAbsent(model, engine.sets()::hints);
    }

    /** The snapshots of a set, oldest first, none if it is closed. */
    List<Listed> list(SetLog log) {
        var listed = new ArrayList<Listed>();
        if (log.isClosed()) {
            return listed;
        }
        boolean pinned = !log.pins().isEmpty();
        for (int slot = 0; slot < log.slots().size(); slot++) {
            if (log.slots().get(slot) instanceof SlotEntry.Damaged damaged) {
                passOver("what slot " + slot + " of " + log + " holds is passed over: " + damaged.reason());
            }
            if (log.slots().get(slot) instanceof SlotEntry.Snapshotted snapshot) {
                SnapshotHeader header = snapshot.header();
                listed.add(new Listed(log.set(), slot, header, engine.sets().body(header), pinned));
            }
        }
        return listed;
    }

    private void passOver(String damage) {
        if (passedOver.add(damage)) {
            engine.progress().note(damage);
        }
    }

    /**
     * The snapshot that is meant.
     *
     * @throws Missing if there is none
     * @throws Corrupt if what is lost or damaged may be the one
     * @throws BadUsage if a digest's prefix fits several versions
     */
    public Listed find(ModelName model, VersionSelector selector) {
        return switch (selector) {
            case VersionSelector.Latest latest -> newest(model, any -> true, "no snapshot");
            case VersionSelector.At at ->
                newest(model, s -> !s.header().takenAt().isAfter(at.time()), "no snapshot taken by " + at.time());
            case VersionSelector.Digest digest -> byDigest(model, digest.prefix());
        };
    }

    private Listed newest(ModelName model, Predicate<Listed> wanted, String none) {
        List<SetId> sets = sets(model);
        for (SetId set : sets.reversed()) {
            SetLog log = read(model, set);
            List<Listed> listed = list(log);
            for (int slot = log.nextSlot() - 1; slot >= 0; slot--) {
                refuseToGuess(log, slot);
                int wantedSlot = slot;
                var found = listed.stream()
                        .filter(l -> l.slot() == wantedSlot && wanted.test(l))
                        .findFirst();
                if (found.isPresent()) {
                    noteLosses(model, sets);
                    return found.get();
                }
            }
        }
        throw new Missing(
                "there is " + none + " of model " + model + " at "
                        + engine.repository().store(),
                "'twinkeep versions' lists what there is");
    }

    /** What was found is right all the same; but whoever does not hear of a lost slot does not mend it. */
    private void noteLosses(ModelName model, List<SetId> sets) {
        for (SetId set : sets) {
            if (!hints(model).isWhole(set)) {
                try {
                    list(read(model, set));
                } catch (Refused e) {
                    engine.progress().note("set " + set + " of model " + model + " can't be seen: " + e.getMessage());
                }
            }
        }
    }

    /** What can't be read may be the very snapshot that is meant: a person must say which other one will do. */
    private static void refuseToGuess(SetLog log, int slot) {
        if (!log.isClosed() && log.slots().get(slot) instanceof SlotEntry.Damaged damaged) {
            throw new Corrupt(
                    damaged.reason(),
                    "mend it with 'twinkeep verify --repair-from MIRROR', or name an older version by its digest");
        }
    }

    private Listed byDigest(ModelName model, String prefix) {
        List<Listed> fitting = list(model).stream()
                .filter(listed -> listed.body().version().toString().startsWith(prefix))
                .toList();
        if (fitting.stream().map(l -> l.body().version()).distinct().count() > 1) {
            throw new BadUsage("'" + prefix + "' fits several versions of model " + model, "give more of its digits");
        }
        if (fitting.isEmpty() && !passedOver.isEmpty()) {
            throw new Corrupt(
                    "there is no version " + prefix + " of model " + model + " among those that can be read at "
                            + engine.repository().store() + "; " + String.join("; ", passedOver),
                    "mend it with 'twinkeep verify --repair-from MIRROR'; 'twinkeep versions' lists what there is");
        }
        if (fitting.isEmpty()) {
            throw new Missing(
                    "there is no version " + prefix + " of model " + model + " at "
                            + engine.repository().store(),
                    "'twinkeep versions' lists what there is");
        }
        return fitting.getLast();
    }
}
