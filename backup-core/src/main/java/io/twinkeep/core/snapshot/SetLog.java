package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.SetId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A backup set as it was read: its slots from 0 up to the first empty one, the lost ones among them damaged. Immutable. */
public record SetLog(ModelName model, SetId set, List<SlotEntry> slots) {
    /** The first empty slot. */
    public int nextSlot() {
        return slots.size();
    }

    public boolean isEmpty() {
        return slots.isEmpty();
    }

    public boolean isClosed() {
        return slots.stream().anyMatch(SlotEntry.Closed.class::isInstance);
    }

    public boolean isDamaged() {
        return damage().isPresent();
    }

    /** What is wrong with the first slot that can't be read. */
    public Optional<String> damage() {
        return slots.stream()
                .filter(SlotEntry.Damaged.class::isInstance)
                .map(entry -> ((SlotEntry.Damaged) entry).reason())
                .findFirst();
    }

    /** The snapshots, oldest first. */
    public List<SnapshotHeader> snapshots() {
        return slots.stream()
                .filter(SlotEntry.Snapshotted.class::isInstance)
                .map(entry -> ((SlotEntry.Snapshotted) entry).header())
                .toList();
    }

    public Optional<SnapshotHeader> latest() {
        List<SnapshotHeader> snapshots = snapshots();
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.getLast());
    }

    /** The promotions that pin this set and have not released it. */
    public Set<PromotionId> pins() {
        var pins = new LinkedHashSet<PromotionId>();
        for (SlotEntry entry : slots) {
            switch (entry) {
                case SlotEntry.Pin pin -> pins.add(pin.promotion());
                case SlotEntry.Release release -> pins.remove(release.promotion());
                default -> {}
            }
        }
        return pins;
    }

    /** Whether the promotion ever pinned this set, or released it. */
    public boolean hasEver(PromotionId promotion) {
        return slots.stream()
                .anyMatch(entry ->
                        entry instanceof SlotEntry.Pin pin && pin.promotion().equals(promotion)
                                || entry instanceof SlotEntry.Release release
                                        && release.promotion().equals(promotion));
    }

    @Override
    public String toString() {
        return "set " + set + " of model " + model;
    }
}
