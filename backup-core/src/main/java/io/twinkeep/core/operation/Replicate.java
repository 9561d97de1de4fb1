package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.parallel.Parallel;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.SnapshotHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries outputs, records and snapshots into a mirror without the data key, snapshots in order, packs before them. A snapshot is read again after
 * its packs were copied: were it buried meanwhile, the packs might be gone or half gone. Interrupted, the next run finds
 * the packs that are there and goes on.
 */
public final class Replicate {
    private static final int MAX_WRAP = 4096;
    private static final int MAX_MARKER = 4096;

    private final Repository source;
    private final Repository mirror;
    private final SetStore from;
    private final SetStore to;
    private final Limits limits;
    private final Progress progress;
    private final Lineage lineage;
    private final Lineage ours;

    /** Neither repository needs a key. @throws Refused if they are one and the same */
    public Replicate(Repository source, Repository mirror, RandomGenerator random, Limits limits, Progress progress) {
        if (source.id().equals(mirror.id())) {
            throw new Refused("source and destination are the same repository " + source.id(), "name another --to");
        }
        this.source = source;
        this.mirror = mirror;
        this.from = new SetStore(source, random);
        this.to = new SetStore(mirror, random);
        this.lineage = new Lineage(source, random);
        this.ours = new Lineage(mirror, random);
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * How it ended; {@code problems} name what could not be carried, and why, {@code extraWraps} the key wraps that only the
     * mirror has: nobody but a person knows whether they were removed at the source or made for the mirror.
     */
    public record Outcome(
            int outputs,
            int segments,
            int snapshots,
            int packs,
            long bytes,
            List<String> problems,
            List<String> extraWraps) {}

    private static final class Tally {
        private int outputs;
        private int segments;
        private int snapshots;
        private int packs;
        private long bytes;
        private final List<String> problems = new ArrayList<>();

        Outcome outcome(List<String> extraWraps) {
            return new Outcome(outputs, segments, snapshots, packs, bytes, List.copyOf(problems), extraWraps);
        }
    }

    /** What the source has of a model. */
    private record Theirs(ModelName model, SlotHints hints, List<SetId> sets) {}

    /**
     * Carries outputs, which can't be made again, then records, then everything of the models, all models if the list is
     * empty.
     *
     * @throws Missing if the source has nothing of a model that is named; then nothing was done
     * @throws Refused if the destination has one of the models from elsewhere; then nothing was done either
     */
    public Outcome run(List<ModelName> models) {
        List<Theirs> named = models.stream().map(this::known).toList();
        (models.isEmpty() ? from.models() : models).forEach(this::refuseForeign);
        var tally = new Tally();
        mirror.keepCopy();
        mirror.keepConfigOf(source);
        copyWraps(Layout.KEYS, tally);
        tellLostWraps(tally);
        carryDated(Days.ALL, tally);
        Stream<Theirs> wanted = models.isEmpty() ? from.models().stream().map(this::theirs) : named.stream();
        wanted.forEach(theirs -> carryModel(theirs, Optional.empty(), tally));
        return tally.outcome(extraWraps());
    }

    /** The newest snapshots tell: with those of another repository, ours would be in one log and in no order. */
    private void refuseForeign(ModelName model) {
        Optional<RepositoryId> origin = ours.newestOrigin(model);
        if (origin.isPresent() && origin.get().equals(mirror.id())) {
            throw refused("has backups of its own of model " + model);
        }
        if (origin.isPresent() && !lineage.passesOn(origin.get(), model)) {
            throw refused("holds model " + model + " of repository " + origin.get() + ", and this is repository "
                    + source.id());
        }
    }

    private Refused refused(String why) {
        return new Refused(
                "the destination " + mirror.store() + " " + why,
                "replicate into another bucket, prefix or directory; what this repository has lost comes back with"
                        + " 'twinkeep verify --repair-from'");
    }

    private Theirs known(ModelName model) {
        Theirs theirs = theirs(model);
        if (theirs.sets().isEmpty()) {
            from.requireModel(model);
        }
        return theirs;
    }

    private Theirs theirs(ModelName model) {
        SlotHints hints = from.hints(model);
        return new Theirs(model, hints, from.sets(model, hints));
    }

    /**
     * Carries what comes before the wanted snapshot, and that; what comes after it can wait for {@link #run}. Somebody
     * who needs a version now does not wait for the next full.
     */
    public Outcome runUntil(ModelName model, RunId wanted) {
        refuseForeign(model);
        var tally = new Tally();
        mirror.keepCopy();
        mirror.keepConfigOf(source);
        copyWraps(Layout.KEYS, tally);
        carryModel(theirs(model), Optional.of(wanted), tally);
        return tally.outcome(List.of());
    }

    private List<String> extraWraps() {
        Set<String> theirs = wraps(source).map(ObjectKey::name).collect(Collectors.toSet());
        return wraps(mirror)
                .map(ObjectKey::name)
                .filter(wrap -> !theirs.contains(wrap))
                .toList();
    }

    private static Stream<ObjectKey> wraps(Repository repository) {
        try (Stream<ObjectInfo> wraps = repository.store().list(Layout.KEYS)) {
            return wraps.map(ObjectInfo::key).toList().stream();
        }
    }

    /**
     * Carries the outputs and the records of these days only: what somebody does often, who does not want to list the
     * others each time.
     */
    public Outcome runOutputsAndRecords(Days days) {
        var tally = new Tally();
        copyWraps(Layout.KEYS, tally);
        carryDated(days, tally);
        return tally.outcome(List.of());
    }

    private void carryDated(Days days, Tally tally) {
        tally.outputs = carry(DatedObjects.OUTPUTS, days, tally);
        tally.segments = carry(DatedObjects.RECORDS, days, tally);
    }

    private int carry(DatedObjects kind, Days days, Tally tally) {
        var outcome = new DatedCopies(source.store(), mirror.store(), kind, limits, progress).run(days);
        tally.bytes += outcome.bytes();
        tally.problems.addAll(outcome.problems());
        return outcome.objects();
    }

    /** Readers find the last set by its number, so no set is carried before those in front of it are there. */
    private void carryModel(Theirs theirs, Optional<RunId> wanted, Tally tally) {
        ModelName model = theirs.model();
        SlotHints ours = to.hints(model);
        for (SetId set : theirs.sets()) {
            if (carrySet(from.read(model, set, theirs.hints()), to.read(model, set, ours), wanted, tally)) {
                return;
            }
            boolean there = ours.isListed(set)
                    || mirror.store().find(Layout.slot(model, set, 0)).isPresent();
            if (!there && !carryClosed(model, set)) {
                tally.problems.add(
                        "nothing of set " + set + " of model " + model
                                + " could be carried, so the sets after it wait: 'twinkeep verify' the source, mend or prune it");
                return;
            }
        }
    }

    /** A set that is over at the source before any of it was carried leaves its closed marker; false if it is not over. */
    private boolean carryClosed(ModelName model, SetId set) {
        SetLog theirs = from.read(model, set);
        for (int slot = theirs.nextSlot() - 1; slot >= 0; slot--) {
            if (theirs.slots().get(slot) instanceof SlotEntry.Closed) {
                to.closeUnseen(model, set, source.store().get(Layout.slot(model, set, slot), MAX_MARKER));
                return true;
            }
        }
        return false;
    }

    /** True once the wanted snapshot is there. */
    private boolean carrySet(SetLog theirs, SetLog ours, Optional<RunId> wanted, Tally tally) {
        if (theirs.isClosed() || ours.isClosed()) {
            return false;
        }
        refuseMixing(theirs, ours);
        copyWraps(Layout.setWraps(theirs.model(), theirs.set()), tally);
        theirs.damage()
                .ifPresent(damage -> tally.problems.add(
                        damage + ": mend the source with 'twinkeep verify --repair-from' this mirror or another"));
        for (SnapshotHeader snapshot : theirs.snapshots()) {
            if (!isThere(ours, snapshot)) {
                if (!isNext(snapshot, ours)) {
                    tally.problems.add(
                            "the snapshot in " + snapshot.origin() + " comes before one that the mirror has: left out"
                                    + ours.damage().map(damage -> "; " + damage).orElse(""));
                    continue;
                }
                if (!carry(theirs, snapshot, ours, tally)) {
                    return false;
                }
                ours = to.readOn(ours);
            }
            if (wanted.filter(snapshot.run()::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** A set is of one repository: in older sets, too, nothing of another one may be mixed with it. */
    private void refuseMixing(SetLog theirs, SetLog ours) {
        Optional<RepositoryId> there =
                ours.latest().map(snapshot -> snapshot.origin().repository());
        Optional<RepositoryId> here =
                theirs.latest().map(snapshot -> snapshot.origin().repository());
        if (there.isPresent() && there.get().equals(mirror.id())) {
            throw refused("has backups of its own in " + ours);
        }
        if (there.isPresent() && here.isPresent() && !there.equals(here)) {
            throw refused("holds " + ours + " of repository " + there.get() + ", and this is that of " + here.get());
        }
    }

    /** Order is meaning: the last snapshot of a log is the latest, so none may be put in behind its successor. */
    private static boolean isNext(SnapshotHeader snapshot, SetLog ours) {
        return ours.snapshots().stream()
                .noneMatch(there -> there.origin().slot() >= snapshot.origin().slot());
    }

    /** False if this set can't go on: it is over here or there, or damaged. */
    private boolean carry(SetLog theirs, SnapshotHeader snapshot, SetLog ours, Tally tally) {
        try {
            copyPacks(theirs, snapshot, tally);
            if (!isUnchanged(theirs, snapshot)) {
                return false;
            }
            to.commitCopy(ours, snapshot);
            tally.snapshots++;
            return true;
        } catch (Conflict e) {
            progress.note(e.getMessage());
            return isThere(to.readOn(ours), snapshot);
        } catch (Missing | Corrupt e) {
            // A prune on either side deletes packs under our hands; that is no damage.
            if (isUnchanged(theirs, snapshot) && !to.readOn(ours).isClosed()) {
                tally.problems.add(e.getMessage());
            }
            return false;
        }
    }

    private static boolean isThere(SetLog ours, SnapshotHeader snapshot) {
        return ours.snapshots().stream().anyMatch(there -> there.run().equals(snapshot.run()));
    }

    /** The second look: the same bytes in the same slot as when the copying began. */
    private boolean isUnchanged(SetLog theirs, SnapshotHeader snapshot) {
        int slot = slotOf(theirs, snapshot);
        return from.slot(theirs.model(), theirs.set(), slot)
                .filter(entry -> entry instanceof SlotEntry.Snapshotted again
                        && Arrays.equals(again.header().object(), snapshot.object()))
                .isPresent();
    }

    private static int slotOf(SetLog log, SnapshotHeader snapshot) {
        for (int slot = 0; slot < log.slots().size(); slot++) {
            if (snapshot.run().equals(log.slots().get(slot).run())) {
                return slot;
            }
        }
        throw new IllegalArgumentException("not of this log: " + snapshot.origin());
    }

    private void copyPacks(SetLog log, SnapshotHeader snapshot, Tally tally) {
        ObjectKey folder = Layout.packs(log.model(), log.set());
        var there = new HashSet<String>();
        try (Stream<ObjectInfo> packs = mirror.store().list(folder)) {
            packs.forEach(pack -> there.add(pack.key().name() + " " + pack.size()));
        }
        List<PackRef> missing = snapshot.packs().stream()
                .filter(pack -> !there.contains(pack.id() + " " + pack.size()))
                .toList();
        progress.begin("replicating", missing.stream().mapToLong(PackRef::size).sum());
        Parallel.forEach(
                limits.transfers(),
                missing,
                pack -> copyPack(folder.resolve(pack.id().toString()), pack));
        tally.packs += missing.size();
        tally.bytes += missing.stream().mapToLong(PackRef::size).sum();
    }

    private void copyPack(ObjectKey key, PackRef pack) {
        byte[] bytes = source.store().get(key, pack.size());
        if (!pack.matches(bytes)) {
            throw new Corrupt(
                    "pack " + key + " at " + source.store() + " is corrupt: its checksum does not fit",
                    "run 'twinkeep verify --read-data 100' there");
        }
        mirror.store().put(key, ObjectBody.of(bytes));
        if (!CopyCheck.arrived(mirror.store(), key, bytes, pack)) {
            throw new Corrupt(
                    "pack " + key + " did not arrive at " + mirror.store() + " as it was sent",
                    "run 'twinkeep probe' against that store");
        }
        progress.advance(pack.size());
    }

    /** The mirror gets them with the sets that have copies, and nobody opens the outputs and records with those alone. */
    private void tellLostWraps(Tally tally) {
        new KeyShelf(source.store())
                .lost()
                .forEach(wrap -> tally.problems.add("key wrap " + wrap.id() + " of data key " + wrap.keyId() + " at "
                        + source.store() + " is lost or damaged, and only sets have a copy: 'twinkeep verify' puts it"
                        + " back; what was removed on purpose, 'twinkeep key remove' takes away for good"));
    }

    private void copyWraps(ObjectKey folder, Tally tally) {
        try (Stream<ObjectInfo> wraps = source.store().list(folder)) {
            for (ObjectInfo wrap : wraps.toList()) {
                if (mirror.store().find(wrap.key()).isEmpty()) {
                    copyWrap(wrap.key(), tally);
                }
            }
        }
    }

    private void copyWrap(ObjectKey key, Tally tally) {
        try {
            byte[] wrap = source.store().get(key, MAX_WRAP);
            if (KeyShelf.isDamaged(wrap)) {
                tally.problems.add("key wrap " + key + " at " + source.store()
                        + " is damaged, so it was not copied: 'twinkeep verify' mends it from its copies");
                return;
            }
            mirror.store().put(key, ObjectBody.of(wrap));
        } catch (Missing e) {
            // Removed since it was listed: then it is not wanted here either.
        }
    }
}
