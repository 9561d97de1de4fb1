package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.snapshot.SetLog;
import io.twinkeep.core.snapshot.SlotEntry;
import io.twinkeep.core.snapshot.SlotHints;
import io.twinkeep.core.snapshot.SlotMending;
import io.twinkeep.core.snapshot.SnapshotHeader;
import io.twinkeep.core.snapshot.VerifiedRecords;
import java.util.List;
import java.util.Optional;

/** Checks the log of one set: slots that can't be read, and slots that are lost before one that is there. */
final class SlotsCheck {
    private final Engine engine;
    private final RepairSource repair;
    private final VerifyTally tally;
    private final SlotMending mending;
    private final VerifiedRecords records;

    SlotsCheck(Engine engine, RepairSource repair, VerifyTally tally) {
        this.engine = engine;
        this.repair = repair;
        this.tally = tally;
        this.mending = new SlotMending(engine.repository(), engine.sets(), engine.random());
        this.records = new VerifiedRecords(engine.repository(), engine.random());
    }

    /** The log as it is in the end. */
    SetLog run(ModelName model, SetId set, SlotHints hints) {
        SetLog log = engine.sets().read(model, set, hints);
        SetLog theirs = repair.log(model, set);
        comparePins(log, theirs);
        int mirrored = !log.isClosed() && isOrigin(log, theirs) ? 1 + lastOrigin(theirs) : 0;
        int verified = log.isClosed() ? 0 : verified(model, set);
        int end = Math.max(log.nextSlot(), Math.max(mirrored, verified));
        for (int slot = 0; slot < end; slot++) {
            String what = fault(log, slot, slot < mirrored);
            if (!what.isEmpty()) {
                boolean mended = repair.isWanted() && mend(log, theirs, slot);
                ObjectKey key = Layout.slot(model, set, slot);
                tally.settle(new Verify.Finding(key, what, hits(slot, log)), mended);
                log = engine.sets().read(model, set, hints);
            }
        }
        return log;
    }

    /** How many slots there were when the set was last verified: it tells that the newest is lost. */
    private int verified(ModelName model, SetId set) {
        return records.state(model, set).slots();
    }

    /** Pins are a repository's own, so a difference is no damage; but a pin that was lost at the end leaves no other trace. */
    private void comparePins(SetLog log, SetLog theirs) {
        for (PromotionId promotion : theirs.pins()) {
            if (!log.isClosed() && !log.hasEver(promotion)) {
                engine.progress()
                        .note(log + " is pinned by promotion " + promotion
                                + " in the mirror and never was here: if that"
                                + " pin is lost, 'twinkeep pin --promotion' puts it back");
            }
        }
    }

    /** Empty if the slot is all right. */
    private String fault(SetLog log, int slot, boolean mirrored) {
        Optional<SlotEntry> entry = slot < log.nextSlot()
                ? Optional.of(log.slots().get(slot))
                : engine.sets().slot(log.model(), log.set(), slot);
        if (entry.isEmpty()) {
            return mirrored
                    ? "it is missing, and the mirror has what was committed here or later"
                    : "it is missing, and was there when it was verified";
        }
        return entry.get() instanceof SlotEntry.Damaged damaged ? damaged.reason() : "";
    }

    private static String hits(int slot, SetLog log) {
        return slot >= log.nextSlot()
                ? "the version in slot " + slot + " of " + log
                        + ", so that an older one passes for the newest; or a pin, which must be set again"
                : "the version in slot " + slot + " of " + log + ", or a pin, and nothing can be added to the set";
    }

    private boolean mend(SetLog log, SetLog theirs, int slot) {
        Optional<SnapshotHeader> lost = log.isClosed() ? Optional.empty() : lostSnapshot(log, theirs, slot);
        if (lost.isPresent()) {
            return mending.snapshot(log, slot, lost.get());
        }
        if (log.isClosed() && slot < log.nextSlot()) {
            engine.sets().bury(log, slot, RunId.random(engine.random()));
            return true;
        }
        return wasMarker(log, theirs, slot) && mending.pin(log, slot);
    }

    /** The snapshot of the mirror that has its place in this slot. */
    private Optional<SnapshotHeader> lostSnapshot(SetLog log, SetLog theirs, int slot) {
        if (isOrigin(log, theirs)) {
            return theirs.snapshots().stream()
                    .filter(snapshot -> snapshot.origin().slot() == slot)
                    .findFirst();
        }
        if (isMarkerByItsHeader(log, slot)) {
            return Optional.empty();
        }
        // In a mirror only the order tells: it lies between those that are before and after it.
        int before = origins(log, 0, slot).stream().reduce(-1, Math::max);
        int after = origins(log, slot, log.nextSlot()).stream().reduce(Integer.MAX_VALUE, Math::min);
        return theirs.snapshots().stream()
                .filter(s -> s.origin().slot() > before && s.origin().slot() < after)
                .findFirst();
    }

    private static List<Integer> origins(SetLog log, int from, int to) {
        int end = Math.min(to, log.nextSlot());
        return log.slots().subList(Math.min(from, end), end).stream()
                .filter(SlotEntry.Snapshotted.class::isInstance)
                .map(entry -> ((SlotEntry.Snapshotted) entry).header().origin().slot())
                .toList();
    }

    /** Whether the set was made here, so that slots are the same as in the snapshots' headers. */
    private boolean isOrigin(SetLog log, SetLog theirs) {
        List<SnapshotHeader> snapshots = log.snapshots().isEmpty() ? theirs.snapshots() : log.snapshots();
        return !snapshots.isEmpty()
                && snapshots
                        .getFirst()
                        .origin()
                        .repository()
                        .equals(engine.repository().id());
    }

    private static int lastOrigin(SetLog log) {
        return log.latest().map(latest -> latest.origin().slot()).orElse(-1);
    }

    /** Only then is it safe to put a pin there: a snapshot that the mirror does not have yet is left for a later try. */
    private boolean wasMarker(SetLog log, SetLog theirs, int slot) {
        return isMarkerByItsHeader(log, slot) || (isOrigin(log, theirs) && lastOrigin(theirs) > slot);
    }

    private boolean isMarkerByItsHeader(SetLog log, int slot) {
        return mending.seemingKind(log, slot)
                .filter(kind -> kind == ObjectKind.PIN || kind == ObjectKind.RELEASE || kind == ObjectKind.CLOSED)
                .isPresent();
    }
}
