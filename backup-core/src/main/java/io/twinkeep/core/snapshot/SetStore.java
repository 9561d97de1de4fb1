package io.twinkeep.core.snapshot;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The sets of a repository: read slot by slot with GET, appended to by one conditional create. This is the only place
 * that commits. Thread-safe as its store is.
 */
public final class SetStore {
    private static final int MAX_SLOT_OBJECT = 32 << 20;
    // A lost answer is looked into this often before we give up and say so.
    private static final int LOOKS = 5;

    private final Repository repository;
    private final RandomGenerator random;

    /** @param random must be cryptographically strong: salts come from it */
    public SetStore(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.random = random;
    }

    /** Where a commit ended: the slot, and what lies there now. */
    public record Committed(SetId set, int slot, SlotEntry entry) {}

    /** Everything in a snapshot but its place. */
    public record Draft(RunId run, DataKey key, Instant takenAt, List<PackRef> packs, SnapshotBody body) {}

    /** The set's slots 0, 1, 2, … up to the first that is empty. */
    public SetLog read(ModelName model, SetId set) {
        return readOn(new SetLog(model, set, List.of()));
    }

    /** The same log with what came after it. */
    public SetLog readOn(SetLog log) {
        var slots = new ArrayList<>(log.slots());
        while (true) {
            Optional<SlotEntry> entry = slot(log.model(), log.set(), slots.size());
            if (entry.isEmpty()) {
                return new SetLog(log.model(), log.set(), List.copyOf(slots));
            }
            slots.add(entry.get());
        }
    }

    /** What fills the slot, empty if nothing does. */
    public Optional<SlotEntry> slot(ModelName model, SetId set, int slot) {
        byte[] object;
        try {
            object = repository.store().get(Layout.slot(model, set, slot), MAX_SLOT_OBJECT);
        } catch (Missing e) {
            return Optional.empty();
        }
        String what = "slot " + slot + " of set " + set + " of model " + model + " in " + repository.store();
        try {
            SlotEntry entry = SlotCodec.parse(object, repository.keys(), what);
            refuseMisplaced(entry, new SlotOrigin(repository.id(), model, set, slot), what);
            return Optional.of(entry);
        } catch (Corrupt e) {
            return Optional.of(new SlotEntry.Damaged(e.getMessage()));
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
        boolean mirrored =
                (entry instanceof SlotEntry.Snapshotted || entry instanceof SlotEntry.Closed && place.slot() == 0)
                        && !origin.repository().equals(place.repository())
                        && origin.model().equals(place.model())
                        && origin.set().equals(place.set());
        if (!mirrored && !origin.equals(place)) {
            throw new Corrupt(what + " is corrupt: it holds what belongs into " + origin);
        }
    }

    /** Set numbers are dense and slot 0 stays for good, so the last set is found by doubling and halving. */
    public Optional<SetId> last(ModelName model, int epoch) {
        int below = 0;
        int step = 1;
        while (exists(model, new SetId(epoch, below + step))) {
            below += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (exists(model, new SetId(epoch, below + step))) {
                below += step;
            }
        }
        return below == 0 ? Optional.empty() : Optional.of(new SetId(epoch, below));
    }

    private boolean exists(ModelName model, SetId set) {
        return repository.store().find(Layout.slot(model, set, 0)).isPresent();
    }

    /** All sets of the model, oldest first, up to the newest epoch. */
    public List<SetId> sets(ModelName model) {
        var sets = new ArrayList<SetId>();
        for (int epoch = 1; epoch <= epoch(); epoch++) {
            int last = last(model, epoch).map(SetId::number).orElse(0);
            for (int number = 1; number <= last; number++) {
                sets.add(new SetId(epoch, number));
            }
        }
        return sets;
    }

    /** The epoch in force: 1 where nothing ever failed over. */
    public int epoch() {
        int epoch = 1;
        while (repository.store().find(Layout.epoch(epoch + 1)).isPresent()) {
            epoch++;
        }
        return epoch;
    }

    /** The models that have anything in the repository. A listing: for people and for loops, never for safety. */
    public List<ModelName> models() {
        try (var objects = repository.store().list(Layout.MODELS)) {
            return objects.map(object -> object.key().value().split("/")[1])
                    .distinct()
                    .map(ModelName::new)
                    .toList();
        }
    }

    /** The sealed part of a snapshot. */
    public SnapshotBody body(SnapshotHeader snapshot) {
        return SlotCodec.body(snapshot, repository.keys(), "the snapshot in " + snapshot.origin());
    }

    /**
     * Commits a snapshot after what was read: the step that makes a backup. Before it nothing happened, after it
     * everything did.
     *
     * @throws Conflict if another writer's snapshot or a prune came first; nothing of ours is visible then
     * @throws OutcomeUnknown if the store's answers were lost again and again: the snapshot may be there or come yet
     */
    public Committed commit(SetLog log, Draft draft) {
        refuseOldEpoch(log.set());
        IntFunction<byte[]> object = slot -> SlotCodec.snapshot(
                draft.key(), origin(log, slot), draft.run(), draft.takenAt(), draft.packs(), draft.body(), random);
        return append(log, draft.run(), object, SetStore::stopsSnapshot);
    }

    /** Copies a snapshot of another repository into the next free slot; done if it is there already. */
    public Committed commitCopy(SetLog log, SnapshotHeader snapshot) {
        return append(log, snapshot.run(), slot -> snapshot.object(), SetStore::stopsCopy);
    }

    /**
     * Puts the closed marker of another repository's set into slot 0 of a set that holds nothing here, so that set
     * numbers stay dense; whoever fills the slot first wins.
     *
     * @param marker a closed marker's object
     */
    public void closeUnseen(ModelName model, SetId set, byte[] marker) {
        claim(new SetLog(model, set, List.of()), 0, marker);
    }

    /** Pins the set for a promotion. @throws Conflict if the set is closed */
    public Committed pin(SetLog log, PromotionId promotion, RunId run) {
        return mark(log, ObjectKind.PIN, promotion, run);
    }

    /** Releases the pin of a promotion. @throws Conflict if the set is closed */
    public Committed release(SetLog log, PromotionId promotion, RunId run) {
        return mark(log, ObjectKind.RELEASE, promotion, run);
    }

    private Committed mark(SetLog log, ObjectKind kind, PromotionId promotion, RunId run) {
        DataKey key = setKey(log);
        IntFunction<byte[]> object = slot -> SlotCodec.marker(key, kind, origin(log, slot), run, promotion, random);
        return append(log, run, object, entry -> entry instanceof SlotEntry.Closed ? "it was closed by a prune" : "");
    }

    /**
     * Closes the set in exactly the slot after what was read.
     *
     * @throws Conflict if anybody came first: read again and plan again
     */
    public Committed close(SetLog log, RunId run) {
        DataKey key = setKey(log);
        return append(
                log,
                run,
                slot -> SlotCodec.marker(key, ObjectKind.CLOSED, origin(log, slot), run, null, random),
                entry -> "somebody added to it");
    }

    /** Overwrites a snapshot of a closed set with a marker, for good. */
    public void bury(SetLog log, int slot, RunId run) {
        if (!log.isClosed()) {
            throw new IllegalStateException(log + " is not closed");
        }
        byte[] marker = SlotCodec.marker(setKey(log), ObjectKind.CLOSED, origin(log, slot), run, null, random);
        repository.store().put(Layout.slot(log.model(), log.set(), slot), ObjectBody.of(marker));
    }

    /** The key that the set's first readable snapshot is sealed with; the newest where none is left. */
    public DataKey setKey(SetLog log) {
        Optional<KeyId> id = log.snapshots().stream().map(SnapshotHeader::keyId).findFirst();
        return id.isPresent()
                ? repository.keys().key(id.get(), log.toString())
                : repository.keys().newest();
    }

    private SlotOrigin origin(SetLog log, int slot) {
        return new SlotOrigin(repository.id(), log.model(), log.set(), slot);
    }

    private void refuseOldEpoch(SetId set) {
        int now = epoch();
        if (now != set.epoch()) {
            throw new Conflict(
                    "epoch " + now + " is in force at " + repository.store() + ", this writer belongs to epoch "
                            + set.epoch(),
                    "another region has taken over; back up there");
        }
    }

    /** Why an entry that came first stops a writer, empty if the writer may take the slot after it. */
    private interface Stop {
        String reason(SlotEntry entry);
    }

    private static String stopsSnapshot(SlotEntry entry) {
        return switch (entry) {
            case SlotEntry.Snapshotted other -> "another writer committed a snapshot first";
            case SlotEntry.Closed closed -> "it was closed by a prune";
            case SlotEntry.Damaged damaged -> damaged.reason();
            case SlotEntry.Pin pin -> "";
            case SlotEntry.Release release -> "";
        };
    }

    private static String stopsCopy(SlotEntry entry) {
        return switch (entry) {
            case SlotEntry.Snapshotted other -> "another replication came first";
            case SlotEntry.Closed closed -> "it was closed by a prune of the mirror";
            case SlotEntry.Damaged damaged -> damaged.reason();
            case SlotEntry.Pin pin -> "";
            case SlotEntry.Release release -> "";
        };
    }

    private Committed append(SetLog log, RunId run, IntFunction<byte[]> object, Stop stop) {
        if (log.isClosed()) {
            throw conflict(log, "it was closed by a prune");
        }
        int slot = log.nextSlot();
        while (true) {
            SlotEntry winner = claim(log, slot, object.apply(slot));
            if (run.equals(winner.run())) {
                return new Committed(log.set(), slot, winner);
            }
            String reason = stop.reason(winner);
            if (!reason.isEmpty()) {
                throw conflict(log, reason);
            }
            slot++;
        }
    }

    private static Conflict conflict(SetLog log, String reason) {
        return new Conflict(log + " can't be added to: " + reason, "run again: it starts from what is there now");
    }

    /** Creates the slot and tells what it holds in the end, whoever wrote it. */
    private SlotEntry claim(SetLog log, int slot, byte[] object) {
        ObjectKey key = Layout.slot(log.model(), log.set(), slot);
        OutcomeUnknown lost = null;
        for (int look = 0; look < LOOKS; look++) {
            try {
                repository.store().putIfAbsent(key, ObjectBody.of(object));
                return SlotCodec.parse(object, repository.keys(), key.value());
            } catch (OutcomeUnknown e) {
                lost = e;
            } catch (Conflict e) {
                // Taken, perhaps by our own earlier attempt: what is there tells.
            }
            Optional<SlotEntry> there = slot(log.model(), log.set(), slot);
            if (there.isPresent()) {
                return there.get();
            }
        }
        throw lost != null
                ? lost
                : new Refused(
                        "the store says that " + key + " is taken and that it does not exist",
                        "run 'twinkeep probe' against this store: it can't hold a repository");
    }
}
