package io.twinkeep.core.snapshot;

import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads slots, and believes none that lies where it was not put. Thread-safe as its store is. */
final class SlotReader {
    /** The most bytes of a slot's object. */
    static final int MAX_OBJECT = 32 << 20;
    // A year of hourly snapshots is 8,760: a store that shows more makes them up.
    private static final int MAX_SLOTS = 100_000;

    private final Repository repository;

    SlotReader(Repository repository) {
        this.repository = repository;
    }

    /** The log up to the first empty slot that nothing is known to come after. */
    SetLog readOn(SetLog log, SlotHints hints) {
        var slots = new ArrayList<>(log.slots());
        int expected = hints.slots(log.set());
        while (slots.size() < MAX_SLOTS) {
            Optional<SlotEntry> entry = slot(log.model(), log.set(), slots.size());
            if (entry.isEmpty() && slots.size() >= expected) {
                return new SetLog(log.model(), log.set(), List.copyOf(slots));
            }
            slots.add(entry.map(there -> inOrder(slots, there)).orElseGet(() -> lost(log, slots.size(), hints)));
        }
        throw new Refused(log + " has more than " + MAX_SLOTS + " slots at " + repository.store());
    }

    private SlotEntry lost(SetLog log, int slot, SlotHints hints) {
        return new SlotEntry.Damaged("slot " + slot + " of " + log + " in " + repository.store()
                + " is missing, though " + hints.evidence(log.set()));
    }

    /** @throws Refused if it is sealed with a data key that is there, but not open */
    Optional<SlotEntry> slot(ModelName model, SetId set, int slot) {
        String what = "slot " + slot + " of set " + set + " of model " + model + " in " + repository.store();
        try {
            byte[] object = repository.store().get(Layout.slot(model, set, slot), MAX_OBJECT);
            SlotEntry entry = parsed(object, model, set, what);
            refuseMisplaced(entry, new SlotOrigin(repository.id(), model, set, slot), what);
            return Optional.of(entry);
        } catch (Missing e) {
            refuseIfGone();
            return Optional.empty();
        } catch (Corrupt e) {
            return Optional.of(new SlotEntry.Damaged(e.getMessage()));
        }
    }

    private SlotEntry parsed(byte[] object, ModelName model, SetId set, String what) {
        try {
            return SlotCodec.parse(object, repository.keys(), what);
        } catch (Corrupt e) {
            // The cause tells: this was refused for want of a key or a version, all else is plain damage.
            if (e.getCause() instanceof Refused) {
                refuseLocked(object, model, set, what);
            }
            throw e;
        }
    }

    /** A key id that a wrap names is no damage: somebody else's key opens it. */
    private void refuseLocked(byte[] object, ModelName model, SetId set, String what) {
        KeyId key;
        try {
            key = SealedHeader.parse(object, what).keyId();
        } catch (Refused e) {
            return;
        }
        String holders = new KeyShelf(repository.store()).holders(key, model, set);
        if (!holders.isEmpty()) {
            throw new Refused(
                    what + " is sealed with data key " + key + ", which the given key does not open",
                    "give a key that opens it: " + holders);
        }
    }

    /**
     * A bucket that is gone or a share that is not mounted looks like empty slots, and then an old state like the
     * newest; {@code repository.json} tells the two apart.
     *
     * @throws Missing if it is not there
     */
    void refuseIfGone() {
        if (repository.store().find(Layout.REPOSITORY).isEmpty()
                && repository.store().find(Layout.REPOSITORY_COPY).isEmpty()) {
            throw new Missing(
                    "the repository at " + repository.store() + " has lost its repository.json",
                    "check that the bucket is there, or that the directory is mounted");
        }
    }

    // A copy of an entry in another slot could hide or bring back a state: what we made says where it belongs.
    private static void refuseMisplaced(SlotEntry entry, SlotOrigin place, String what) {
        SlotOrigin origin = switch (entry) {
            case SlotEntry.Snapshotted snapshot -> snapshot.header().origin();
            case SlotEntry.Pin pin -> pin.origin();
            case SlotEntry.Release release -> release.origin();
            case SlotEntry.Closed closed -> closed.origin();
            case SlotEntry.Damaged damaged -> place;
        };
        // A mirror also holds, in slot 0 only, the closed marker of a set that was over before any of it arrived.
        boolean carried =
                entry instanceof SlotEntry.Snapshotted || entry instanceof SlotEntry.Closed && place.slot() == 0;
        boolean mirrored = carried
                && !origin.repository().equals(place.repository())
                && origin.model().equals(place.model())
                && origin.set().equals(place.set());
        if (!mirrored && !origin.equals(place)) {
            throw new Corrupt(what + " is corrupt: it holds what belongs into " + origin);
        }
    }

    // A mirror's slots are not those of the origin, but their order is: else an old state could pass for the newest.
    private static SlotEntry inOrder(List<SlotEntry> before, SlotEntry entry) {
        if (!(entry instanceof SlotEntry.Snapshotted snapshot)) {
            return entry;
        }
        SlotOrigin origin = snapshot.header().origin();
        for (SlotEntry earlier : before.reversed()) {
            if (earlier instanceof SlotEntry.Snapshotted other) {
                SlotOrigin last = other.header().origin();
                boolean follows = last.repository().equals(origin.repository()) && last.slot() < origin.slot();
                return follows
                        ? entry
                        : new SlotEntry.Damaged("the snapshot of " + origin + " can't come after that of " + last);
            }
        }
        return entry;
    }
}
