package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.PromotionId;
import io.twinkeep.core.ids.RunId;

/** What fills a slot, once and for ever (but that a prune overwrites a closed set's snapshots with markers). */
public sealed interface SlotEntry {
    /** The run that wrote it: how a writer recognises its own commit. */
    RunId run();

    /** A backed-up state. */
    record Snapshotted(SnapshotHeader header) implements SlotEntry {
        @Override
        public RunId run() {
            return header.run();
        }
    }

    /** A promotion needs this set: it must not be closed until the pin is released. */
    record Pin(SlotOrigin origin, RunId run, PromotionId promotion) implements SlotEntry {}

    /** The promotion of that id no longer needs the set. */
    record Release(SlotOrigin origin, RunId run, PromotionId promotion) implements SlotEntry {}

    /** The set is over: nothing can be added to it and its packs go. */
    record Closed(SlotOrigin origin, RunId run) implements SlotEntry {}

    /** Taken by something that can't be read, or lost; {@code reason} says why. Writers stop at it, readers go round it. */
    record Damaged(String reason) implements SlotEntry {
        @Override
        public RunId run() {
            return null;
        }
    }
}
