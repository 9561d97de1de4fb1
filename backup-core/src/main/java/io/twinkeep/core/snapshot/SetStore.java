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
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The sets of a repository: read slot by slot with GET, appended to by one conditional create. All commits begin here. Thread-safe as its store is.
 */
public final class SetStore {
    // What a store may make us count: a set a minute for two years, and a failover a day for as long.
    private static final int MAX_SETS = 1 << 20;
    private static final int MAX_EPOCHS = 1 << 10;

    private final Repository repository;
    private final RandomGenerator random;
    private final SlotReader reader;
    private final SlotAppender appender;

    /** @param random must be cryptographically strong: salts come from it */
    public SetStore(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.random = random;
        reader = new SlotReader(repository);
        appender = new SlotAppender(repository, reader);
    }

    /** Where a commit ended: the slot, and what lies there now. */
    public record Committed(SetId set, int slot, SlotEntry entry) {}

    /** Everything in a snapshot but its place. */
    public record Draft(RunId run, DataKey key, Instant takenAt, List<PackRef> packs, SnapshotBody body) {}

    /** What a listing shows of the model's logs, to be asked for before they are read: one round trip. */
    public SlotHints hints(ModelName model) {
        return SlotHints.of(repository.store(), model);
    }

    /** The set's slots 0, 1, 2, … up to the first that is empty. What comes after a lost one is not seen. */
    public SetLog read(ModelName model, SetId set) {
        return read(model, set, SlotHints.NONE);
    }

    /** The set's slots up to the last; one that was there and is lost counts as damaged. */
    public SetLog read(ModelName model, SetId set, SlotHints hints) {
        return reader.readOn(new SetLog(model, set, List.of()), hints);
    }

    /** The same log with what came after it. */
    public SetLog readOn(SetLog log) {
        return reader.readOn(log, SlotHints.NONE);
    }

    /**
     * What fills the slot, empty if nothing does.
     *
     * @throws Missing if the repository itself is gone
     */
    public Optional<SlotEntry> slot(ModelName model, SetId set, int slot) {
        return reader.slot(model, set, slot);
    }

    /**
     * Set numbers are dense and slot 0 stays for good, so the last set is found by doubling and halving, from the last
     * that is listed: a listing that shows too little costs more steps, and a lost slot 0 does not hide what is listed.
     */
    public Optional<SetId> last(ModelName model, int epoch, SlotHints hints) {
        int below = hints.last(epoch).map(SetId::number).orElse(0);
        int step = 1;
        refuseEndless(below, MAX_SETS);
        while (exists(model, new SetId(epoch, below + step))) {
            below += step;
            step *= 2;
            refuseEndless(below, MAX_SETS);
        }
        while (step > 1) {
            step /= 2;
            if (exists(model, new SetId(epoch, below + step))) {
                below += step;
            }
        }
        reader.refuseIfGone();
        return below == 0 ? Optional.empty() : Optional.of(new SetId(epoch, below));
    }

    private void refuseEndless(int count, int limit) {
        if (count > limit) {
            throw new Refused(
                    "the store at " + repository.store() + " says that " + count + " sets or epochs exist",
                    "run 'twinkeep probe' against this store: it answers what it is not asked");
        }
    }

    private boolean exists(ModelName model, SetId set) {
        return repository.store().find(Layout.slot(model, set, 0)).isPresent();
    }

    /** All sets of the model, oldest first, up to the newest epoch. */
    public List<SetId> sets(ModelName model) {
        return sets(model, hints(model));
    }

    /** All sets of the model, oldest first, up to the newest epoch; also those of which nothing is left. */
    public List<SetId> sets(ModelName model, SlotHints hints) {
        var sets = new ArrayList<SetId>();
        int newest = epoch();
        for (int epoch = 1; epoch <= newest; epoch++) {
            int last = last(model, epoch, hints).map(SetId::number).orElse(0);
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
            refuseEndless(epoch, MAX_EPOCHS);
        }
        reader.refuseIfGone();
        return epoch;
    }

    /** The models that have anything in the repository. A listing: for people and for loops, never for safety. */
    public List<ModelName> models() {
        try (var objects = repository.store().list(Layout.MODELS)) {
            return objects.map(object -> object.key().value())
                    // Whatever else somebody has put there is not ours.
                    .filter(key -> key.matches("models/[a-z0-9][a-z0-9._-]{0,99}/.*"))
                    .map(key -> key.split("/")[1])
                    .distinct()
                    .map(ModelName::new)
                    .toList();
        }
    }

    /**
     * For people, who mistype names: an operation on nothing must not end as one that found all well.
     *
     * @throws Missing if neither a listing nor a look at the first sets shows anything of the model
     */
    public void requireModel(ModelName model) {
        if (isListed(model) || !sets(model).isEmpty()) {
            return;
        }
        List<ModelName> all = models();
        throw new Missing(
                "there is no model " + model + " at " + repository.store(),
                all.isEmpty() ? "back it up with 'twinkeep backup'" : "it holds " + all);
    }

    private boolean isListed(ModelName model) {
        try (var objects = repository.store().list(Layout.model(model))) {
            return objects.findAny().isPresent();
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
     * @throws Corrupt if a slot of the set can't be read
     * @throws Refused if the set is a copy of another repository's, or the snapshot is too large to be read again
     */
    public Committed commit(SetLog log, Draft draft) {
        refuseDamaged(log);
        refuseOldEpoch(log.set());
        refuseUnrestorable(log, draft);
        IntFunction<byte[]> object = slot -> SlotCodec.snapshot(
                draft.key(), origin(log, slot), draft.run(), draft.takenAt(), draft.packs(), draft.body(), random);
        return appender.append(log, object, SetStore::stopsSnapshot);
    }

    // What can't be read may be a pin, a closed marker or another writer's snapshot.
    private static void refuseDamaged(SetLog log) {
        log.damage().ifPresent(damage -> {
            throw new Corrupt(
                    log + " can't be added to: " + damage, "mend it with 'twinkeep verify --repair-from MIRROR'");
        });
    }

    // What is committed here could not be read back: better no snapshot than one that does not restore.
    private void refuseUnrestorable(SetLog log, Draft draft) {
        for (SnapshotHeader before : log.snapshots()) {
            if (!before.origin().repository().equals(repository.id())) {
                throw new Refused(
                        log + " at " + repository.store() + " is a copy of another repository's",
                        "back up into the repository that it comes from");
            }
            if (!before.keyId().equals(draft.key().id())) {
                throw new IllegalArgumentException(log + " is sealed with another data key: a set has one");
            }
        }
        Set<PackId> packs = draft.packs().stream().map(PackRef::id).collect(Collectors.toSet());
        for (StoredChunk page : draft.body().pages()) {
            if (page.base() != null || !packs.contains(page.pack())) {
                throw new IllegalArgumentException(
                        "a page of the manifest has a base, or lies in no pack of the draft");
            }
        }
    }

    /**
     * Copies a snapshot of another repository into the next free slot; done if it is there already.
     *
     * @throws Conflict if the set is closed, or another or a later snapshot came first
     * @throws Corrupt if a slot of the set can't be read
     */
    public Committed commitCopy(SetLog log, SnapshotHeader snapshot) {
        SlotOrigin origin = snapshot.origin();
        if (!origin.model().equals(log.model())
                || !origin.set().equals(log.set())
                || origin.repository().equals(repository.id())) {
            throw new IllegalArgumentException("the snapshot of " + origin + " is none to copy into " + log);
        }
        for (int slot = 0; slot < log.slots().size(); slot++) {
            if (log.slots().get(slot) instanceof SlotEntry.Snapshotted there) {
                if (Arrays.equals(there.header().object(), snapshot.object())) {
                    return new Committed(log.set(), slot, there);
                }
                if (there.header().origin().slot() >= origin.slot()) {
                    throw SlotAppender.conflict(
                            log, "the snapshot of " + there.header().origin() + " is there already");
                }
            }
        }
        refuseDamaged(log);
        return appender.append(log, slot -> snapshot.object(), SetStore::stopsCopy);
    }

    /**
     * Puts the closed marker of another repository's set into slot 0 of a set that holds nothing here, so that set
     * numbers stay dense; whoever fills the slot first wins.
     *
     * @param marker a closed marker's object
     */
    public void closeUnseen(ModelName model, SetId set, byte[] marker) {
        SlotEntry theirs = SlotCodec.parse(marker, repository.keys(), "the closed marker of set " + set);
        appender.claim(new SetLog(model, set, List.of()), 0, marker, theirs);
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
        return appender.append(
                log, object, entry -> entry instanceof SlotEntry.Closed ? "it was closed by a prune" : "");
    }

    /**
     * Closes the set in exactly the slot after what was read.
     *
     * @throws Conflict if anybody came first: read again and plan again
     * @throws Corrupt if a slot can't be read
     * @throws Refused if a promotion pins it
     */
    public Committed close(SetLog log, RunId run) {
        refuseDamaged(log);
        if (!log.pins().isEmpty()) {
            throw new Refused(
                    log + " is pinned by promotion " + log.pins().iterator().next(), "release it first");
        }
        DataKey key = setKey(log);
        return appender.append(
                log,
                slot -> SlotCodec.marker(key, ObjectKind.CLOSED, origin(log, slot), run, null, random),
                entry -> "somebody added to it");
    }

    /** Overwrites a snapshot of a closed set with a marker, for good. */
    public void bury(SetLog log, int slot, RunId run) {
        if (!log.isClosed() || slot < 0 || slot >= log.nextSlot()) {
            throw new IllegalStateException(log + " is not closed, or has no slot " + slot);
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
}
