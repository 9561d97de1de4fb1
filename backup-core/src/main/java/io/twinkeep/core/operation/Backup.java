package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.files.Skipped;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.pack.StoredChunk;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.Manifest;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SetStore;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.SnapshotBody;
import io.twinkeep.core.snapshot.SnapshotHeader;
import io.twinkeep.core.snapshot.VersionDigest;
import io.twinkeep.core.tensor.ElementType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Backs a model's directory up: a full snapshot in a new set, or an incremental one in the open set. */
public final class Backup {
    private final Engine engine;

    public Backup(Engine engine) {
        this.engine = engine;
    }

    /** What to back up. {@code mayShrink} lifts the guard against vanished files. */
    public record Order(
            ModelName model, boolean full, SortedMap<String, String> tags, PathFilter filter, boolean mayShrink) {
        private static final int MAX_TAG = 1000;

        /** @throws BadUsage if a tag has no name, is very long, or holds control characters: each is shown in one line */
        public Order {
            tags.forEach((name, value) -> {
                if (name.isBlank() || name.length() + value.length() > MAX_TAG) {
                    throw new BadUsage(
                            "a --tag has no name, or more than " + MAX_TAG + " characters",
                            "write --tag NAME=VALUE, and keep long texts in a file of the model");
                }
                if ((name + value).chars().anyMatch(Character::isISOControl)) {
                    throw new BadUsage("a --tag holds a line break or another control character");
                }
            });
        }
    }

    /** What older snapshots stand on and is lost or damaged: nothing that the new one needs. */
    public record Loss(ObjectKey object, String what) {}

    /**
     * How it ended. {@code bytesRead} were read from files, {@code bytesStored} written to the repository,
     * {@code skipped} is what the version has not, {@code losses} what it does without, {@code stages} what the whole run
     * took.
     */
    public record Outcome(
            ModelName model,
            VersionDigest version,
            SetId set,
            int slot,
            boolean full,
            long files,
            long bytesTotal,
            long bytesRead,
            long bytesStored,
            List<Skipped> skipped,
            List<Loss> losses,
            Map<Stage, Stages.Spent> stages) {}

    /** What stays the same in the one or two commits of a run. */
    private record Run(SourceTree source, Order order, Stages stages, Losses losses) {}

    /**
     * Runs one backup. A full one where a set is open first commits the same state there as an incremental, so that
     * whoever follows the old set goes on for the price of a delta.
     *
     * @throws Refused if a guard stops it: an empty source, too many vanished files, a mirror, a rotated key
     * @throws io.twinkeep.core.errors.Conflict if another writer or a prune came first
     * @throws Failed if the directory does not come to rest
     */
    public Outcome run(SourceTree source, Order order) {
        var run = new Run(source, order, new Stages(), new Losses(engine.progress()));
        SetStore sets = engine.sets();
        SlotHints hints = sets.hints(order.model());
        int epoch = sets.epoch();
        Optional<SetLog> last = sets.last(order.model(), epoch, hints).map(set -> sets.read(order.model(), set, hints));
        last.ifPresent(log -> noteLosses(log, hints, run.losses()));
        boolean open = last.isPresent() && isOpen(last.get(), run);
        // What would refuse the full is found before the incremental is committed.
        Optional<DataKey> forNext = open && !order.full() ? Optional.empty() : Optional.of(newestKey());
        if (open) {
            Outcome incremental = into(run, last.get(), sets.setKey(last.get()));
            if (forNext.isEmpty()) {
                return incremental;
            }
        }
        SetId next = last.map(log -> log.set().next()).orElse(new SetId(epoch, 1));
        return into(run, new SetLog(order.model(), next, List.of()), forNext.orElseThrow());
    }

    /** An older set that has lost something is no reason not to back up, and somebody should hear of it. */
    private static void noteLosses(SetLog last, SlotHints hints, Losses losses) {
        for (int number = 1; number < last.set().number(); number++) {
            var set = new SetId(last.set().epoch(), number);
            if (!hints.isWhole(set)) {
                losses.add(
                        Layout.set(last.model(), set),
                        "slots of set " + set + " of model " + last.model()
                                + " are not listed; 'twinkeep verify' tells what is lost");
            }
        }
    }

    private boolean isOpen(SetLog log, Run run) {
        if (log.isDamaged()) {
            String damage = log.damage().orElseThrow();
            if (run.order().full()) {
                run.losses().add(Layout.set(log.model(), log.set()), "a new set is started: " + damage);
                return false;
            }
            throw new Corrupt(
                    "nothing can be added to " + log + ": " + damage,
                    "mend it with 'twinkeep verify --repair-from MIRROR', or start a new set with --full");
        }
        log.latest().ifPresent(this::refuseMirror);
        return !log.isClosed() && log.latest().isPresent();
    }

    private void refuseMirror(SnapshotHeader latest) {
        if (!latest.origin().repository().equals(engine.repository().id())) {
            throw new Refused(
                    "the repository at " + engine.repository().store() + " is a mirror of repository "
                            + latest.origin().repository() + " for model "
                            + latest.origin().model(),
                    "back up to that one, and replicate from there; if it is lost, this mirror can be restored from but not"
                            + " added to: make a new repository with 'twinkeep init' and back up there");
        }
    }

    private Outcome into(Run run, SetLog log, DataKey key) {
        Order order = run.order();
        Stages stages = run.stages();
        Instant takenAt = engine.repository().store().now();
        var guards = new Guards(engine.limits(), order.mayShrink());
        var scan = new Scan(run.source(), order.filter(), engine, stages);
        Scan.Listing listing = scan.settled();
        var origin = new PackOrigin(engine.repository().id(), log.model(), log.set(), key);
        var held = stages.timed(Stage.RECALL, () -> new SetContents(engine, log, origin, run.losses()));
        guards.refuseEmpty(run.source(), listing.entries());
        held.latest().ifPresent(manifest -> guards.refuseShrunken(run.source(), manifest, listing.entries()));
        try (var uploads = uploads(origin, listing.bytes(), stages)) {
            var writers = new ChunkWriters(engine, origin, held.known(), uploads, run.losses(), stages);
            try (var reading = reading(run.source(), writers, stages)) {
                Manifest manifest = scan.read(listing, held, reading);
                var draft = draft(order, manifest, held, writers, uploads, key, takenAt);
                if (log.isEmpty()) {
                    engine.repository().keepCopy();
                    new KeyShelf(engine.repository().store()).copyInto(log.model(), log.set(), key.id());
                }
                SetStore.Committed committed =
                        stages.timed(Stage.COMMIT, () -> engine.sets().commit(log, draft));
                return outcome(run, draft, committed, reading.bytes(), uploads.bytes(), listing.skipped());
            }
        }
    }

    /** Whoever rotated the key wants nothing new to be sealed with the old one. */
    private DataKey newestKey() {
        // Also where its wrap is lost from keys/, so that nobody missed it yet.
        engine.repository().keys().search();
        DataKey key = engine.repository().keys().newest();
        new KeyShelf(engine.repository().store()).refuseOlder(key);
        return key;
    }

    private PackUploads uploads(PackOrigin origin, long bytes, Stages stages) {
        MemoryBudget memory = engine.limits().memory();
        int packBytes = memory.packBytes(bytes);
        int buffers = memory.packs(engine.limits().transfers(), packBytes);
        return new PackUploads(engine.repository().store(), origin, buffers, packBytes, stages);
    }

    private FileReading reading(SourceTree source, ChunkWriters writers, Stages stages) {
        return new FileReading(source, writers, 2 * engine.limits().threads() + 2, engine.progress(), stages);
    }

    /** Stores the manifest's pages after the files' chunks and sends everything: bytes before facts. */
    private SetStore.Draft draft(
            Order order,
            Manifest manifest,
            SetContents held,
            ChunkWriters writers,
            PackUploads uploads,
            DataKey key,
            Instant takenAt) {
        var pages = new ArrayList<StoredChunk>();
        for (byte[] page : manifest.pages()) {
            pages.add(writers.store(new ChunkWriters.Piece(null, page, page.length, ElementType.OPAQUE, 0)));
        }
        writers.flush();
        var needed = new LinkedHashSet<>(manifest.packs());
        pages.forEach(page -> needed.add(page.pack()));
        var packs = new ArrayList<PackRef>();
        for (PackId id : needed) {
            PackRef pack = uploads.sent().getOrDefault(id, held.known().pack(id));
            if (pack == null) {
                throw new IllegalStateException("pack " + id + " is needed and was never stored");
            }
            packs.add(pack);
        }
        var body = new SnapshotBody(manifest.version(), manifest.files(), manifest.bytes(), order.tags(), pages);
        return new SetStore.Draft(RunId.random(engine.random()), key, takenAt, packs, body);
    }

    private static Outcome outcome(
            Run run,
            SetStore.Draft draft,
            SetStore.Committed committed,
            long read,
            long packBytes,
            List<Skipped> skipped) {
        var header = ((SlotEntry.Snapshotted) committed.entry()).header();
        return new Outcome(
                run.order().model(),
                draft.body().version(),
                committed.set(),
                committed.slot(),
                committed.slot() == 0,
                draft.body().files(),
                draft.body().bytes(),
                read,
                packBytes + header.object().length,
                skipped,
                run.losses().all(),
                run.stages().spent());
    }
}
