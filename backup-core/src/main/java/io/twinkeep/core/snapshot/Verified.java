package io.twinkeep.core.snapshot;

import io.twinkeep.core.ids.SetId;
import java.time.Instant;

/**
 * That a set was verified by reading: every slot up to {@code throughSlot} and {@code percent} of the packs that those
 * need, without a finding. {@code at} is the store's clock when it ended.
 */
public record Verified(SetId set, int throughSlot, int percent, Instant at) {
    public Verified {
        if (throughSlot < 0 || percent < 0 || percent > 100) {
            throw new IllegalArgumentException("not a verification: " + percent + " % through slot " + throughSlot);
        }
    }

    /** Whether all packs were read. */
    public boolean isComplete() {
        return percent == 100;
    }
}
