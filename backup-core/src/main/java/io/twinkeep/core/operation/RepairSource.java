package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotHints;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other repository, if there is one: the same sets and packs under the same names. It is only read. */
final class RepairSource {
    private final Engine engine;
    private final Optional<Repository> mirror;
    private final Optional<SetStore> sets;
    private final Map<ModelName, SlotHints> hints = new HashMap<>();

    RepairSource(Engine engine, Optional<Repository> mirror) {
        this.engine = engine;
        // With our keys, so that what is fetched is authenticated before it is put anywhere.
        this.mirror = mirror.map(there -> new Repository(
                there.store(), there.config(), engine.repository().keys()));
        this.sets = this.mirror.map(there -> new SetStore(there, engine.random()));
    }

    boolean isWanted() {
        return mirror.isPresent();
    }

    Optional<ObjectStore> store() {
        return mirror.map(Repository::store);
    }

    List<SetId> sets(ModelName model) {
        return sets.map(there -> there.sets(model, hints(there, model))).orElse(List.of());
    }

    /** The set as it is there. */
    SetLog log(ModelName model, SetId set) {
        return sets.map(there -> there.read(model, set, hints(there, model))).orElse(new SetLog(model, set, List.of()));
    }

    private SlotHints hints(SetStore there, ModelName model) {
        return hints.computeIfAbsent(model, there::hints);
    }

    /** Fetches a pack that is damaged here, checks all of it, puts it and reads it back. False if that did not work. */
    boolean mend(PackOrigin origin, PackRef pack, Collection<StoredChunk> needed) {
        if (mirror.isEmpty()) {
            return false;
        }
        ObjectKey key = Layout.pack(origin.model(), origin.set(), pack.id());
        try {
            byte[] bytes = mirror.get().store().get(key, pack.size());
            var theirs = new PackReader(
                    mirror.get().store(), origin, id -> Layout.pack(origin.model(), origin.set(), id), engine.codecs());
            if (!isWhole(new PackCheck(theirs), pack, bytes, needed)) {
                return false;
            }
            ObjectStore ours = engine.repository().store();
            ours.put(key, ObjectBody.of(bytes));
            return Arrays.equals(ours.get(key, pack.size()), bytes);
        } catch (Unavailable e) {
            throw e;
        } catch (BackupException e) {
            engine.progress().note("the mirror can't mend " + key + ": " + e.getMessage());
            return false;
        }
    }

    /** A delta whose base is damaged there too can't be decoded; its pack's authenticated checksum must do then. */
    private static boolean isWhole(PackCheck check, PackRef pack, byte[] bytes, Collection<StoredChunk> needed) {
        try {
            check.check(pack, bytes, needed);
            return true;
        } catch (PackCheck.BaseDamaged e) {
            return pack.matches(bytes);
        }
    }
}
