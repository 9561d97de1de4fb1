package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.pack.PackOrigin;
import io.twinkeep.core.pack.PackRef;
import io.twinkeep.core.repository.Layout;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads packs of one set and mends those that are damaged. {@link #isWhole} is thread-safe; each pack is judged once a
 * run, so that a damage is mended and told once.
 */
final class PackReading {
    private final Engine engine;
    private final PackOrigin origin;
    private final Map<PackId, PackRef> refs;
    private final PackUse use;
    private final RepairSource repair;
    private final VerifyTally tally;
    private final PackCheck check;
    private final Map<PackId, Damage> damages = new ConcurrentHashMap<>();

    private record Damage(PackRef pack, String what, boolean mended) {}

    PackReading(
            Engine engine,
            PackOrigin origin,
            Map<PackId, PackRef> refs,
            PackUse use,
            RepairSource repair,
            VerifyTally tally) {
        this.engine = engine;
        this.origin = origin;
        this.refs = refs;
        this.use = use;
        this.repair = repair;
        this.tally = tally;
        this.check = new PackCheck(engine.snapshots().packs(origin));
    }

    Map<PackId, PackRef> refs() {
        return refs;
    }

    /** Takes down that a pack is damaged, and mends it if that is possible. True if it is whole now. */
    boolean damaged(PackRef pack, String what) {
        return damages.computeIfAbsent(
                        pack.id(), id -> new Damage(pack, what, repair.mend(origin, pack, use.chunks(id))))
                .mended();
    }

    /** Tells all damages, with what they hit: as soon as that is known. */
    void settle() {
        for (Damage damage : damages.values()) {
            var finding = new Verify.Finding(
                    key(damage.pack()), damage.what(), use.hits(damage.pack().id()));
            tally.settle(finding, damage.mended());
        }
    }

    private ObjectKey key(PackRef pack) {
        return Layout.pack(origin.model(), origin.set(), pack.id());
    }

    /** Reads all of the pack; false if it is damaged and could not be mended, or can't be judged. */
    boolean isWhole(PackRef pack) {
        Damage known = damages.get(pack.id());
        if (known != null) {
            return known.mended();
        }
        Optional<String> fault;
        try {
            fault = fault(pack);
        } catch (PackCheck.BaseDamaged e) {
            if (!isBaseMended(e)) {
                return false;
            }
            fault = faultOnceMore(pack);
        }
        return fault.isEmpty() || damaged(pack, fault.get());
    }

    private Optional<String> faultOnceMore(PackRef pack) {
        try {
            return fault(pack);
        } catch (PackCheck.BaseDamaged e) {
            return Optional.of(e.getMessage());
        }
    }

    private boolean isBaseMended(PackCheck.BaseDamaged failure) {
        PackRef pack = refs.get(failure.base().pack());
        if (pack == null) {
            return false;
        }
        try {
            Optional<String> fault = fault(pack);
            return fault.isEmpty() || damaged(pack, fault.get());
        } catch (PackCheck.BaseDamaged e) {
            return damaged(pack, e.getMessage());
        }
    }

    /** Empty if the pack is all right. */
    private Optional<String> fault(PackRef pack) {
        try {
            byte[] bytes = engine.repository().store().get(key(pack), pack.size());
            tally.bytesRead.addAndGet(bytes.length);
            engine.progress().advance(bytes.length);
            tally.bytesRead.addAndGet(check.check(pack, bytes, use.chunks(pack.id())));
            return Optional.empty();
        } catch (PackCheck.BaseDamaged e) {
            if (e.base().pack().equals(pack.id())) {
                return Optional.of(e.getMessage());
            }
            throw e;
        } catch (Corrupt | Missing | Failed | Refused e) {
            return Optional.of(e.getMessage());
        }
    }
}
