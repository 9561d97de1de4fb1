package io.twinkeep.core.snapshot;

import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Fills slots whose object is damaged or lost. Each is looked at again right before, and one that can be read is left
 * alone: nothing good is ever overwritten here, and nothing is deleted.
 */
public final class SlotMending {
    private static final int MAX_SLOT_OBJECT = 32 << 20;

    private final Repository repository;
    private final SetStore sets;
    private final RandomGenerator random;

    /** @param random must be cryptographically strong: salts come from it */
    public SlotMending(Repository repository, SetStore sets, RandomGenerator random) {
        this.repository = repository;
        this.sets = sets;
        this.random = random;
    }

    /** Puts the snapshot, as a mirror has it, where it was. False if it did not stay there. */
    public boolean snapshot(SetLog log, int slot, SnapshotHeader snapshot) {
        return fill(log, slot, snapshot.object())
                && sets.slot(log.model(), log.set(), slot).stream()
                        .anyMatch(entry -> snapshot.run().equals(entry.run()));
    }

    /**
     * Puts a pin in place of a marker that can't be read: of all that it can have been, the one that loses nothing. Its
     * promotion is that of the marker where this can still be seen, and the person who wants the set pruned releases it.
     */
    public boolean pin(SetLog log, int slot) {
        PromotionId promotion = promotion(log, slot).orElse(PromotionId.random(random));
        var origin = new SlotOrigin(repository.id(), log.model(), log.set(), slot);
        byte[] pin =
                SlotCodec.marker(sets.setKey(log), ObjectKind.PIN, origin, RunId.random(random), promotion, random);
        return fill(log, slot, pin)
                && sets.slot(log.model(), log.set(), slot).stream().anyMatch(SlotEntry.Pin.class::isInstance);
    }

    private boolean fill(SetLog log, int slot, byte[] object) {
        ObjectKey key = Layout.slot(log.model(), log.set(), slot);
        Optional<SlotEntry> now = sets.slot(log.model(), log.set(), slot);
        if (now.isPresent()) {
            if (now.get() instanceof SlotEntry.Damaged) {
                repository.store().put(key, ObjectBody.of(object));
            }
            return true;
        }
        try {
            repository.store().putIfAbsent(key, ObjectBody.of(object));
        } catch (Conflict | OutcomeUnknown e) {
            // The look afterwards tells what is there now.
        }
        return true;
    }

    /** What the damaged object says that it is: not authenticated, so a hint and no more. */
    public Optional<ObjectKind> seemingKind(SetLog log, int slot) {
        return header(log, slot).map(SealedHeader::kind);
    }

    private Optional<PromotionId> promotion(SetLog log, int slot) {
        return header(log, slot)
                .filter(header -> header.kind() == ObjectKind.PIN || header.kind() == ObjectKind.RELEASE)
                .filter(header -> header.clear().length >= Token.BYTES)
                .map(header -> ByteBuffer.wrap(header.clear()).position(header.clear().length - Token.BYTES))
                .map(promotion -> new PromotionId(Token.read(promotion)));
    }

    private Optional<SealedHeader> header(SetLog log, int slot) {
        ObjectKey key = Layout.slot(log.model(), log.set(), slot);
        try {
            return Optional.of(SealedHeader.parse(repository.store().get(key, MAX_SLOT_OBJECT), key.value()));
        } catch (Corrupt | Missing | Refused e) {
            return Optional.empty();
        }
    }
}
