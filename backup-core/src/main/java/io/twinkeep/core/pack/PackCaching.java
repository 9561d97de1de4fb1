package io.twinkeep.core.pack;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.CacheRule;
import io.twinkeep.core.repository.Layout;

/**
 * Packs are worth local copies: a daily backup reads those of its set's full again, and none ever changes. A pack that
 * came damaged from the store must not be kept, or it would outlive its repair.
 */
public final class PackCaching implements CacheRule {
    @Override
    public boolean covers(ObjectKey key) {
        return Layout.isPack(key);
    }

    /** By the checksum in its footer; forgers are found when its chunks are opened. */
    @Override
    public boolean isWhole(byte[] object) {
        int covered = object.length - PackFooter.BYTES;
        try {
            return covered >= 0
                    && PackFooter.read(object, covered, "the pack").checksum() == Checksum.of(object, 0, covered);
        } catch (Corrupt e) {
            return false;
        }
    }
}
