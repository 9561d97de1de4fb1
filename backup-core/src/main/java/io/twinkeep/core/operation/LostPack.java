package io.twinkeep.core.operation;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import java.util.function.Supplier;

/** A pack that a version stands on and the store does not have: damage like any other, since nobody named it. */
final class LostPack {
    private LostPack() {}

    /** @throws Corrupt instead of {@link Missing}, which is then its cause */
    static <T> T orCorrupt(Supplier<T> read) {
        try {
            return read.get();
        } catch (Missing e) {
            throw new Corrupt(
                    "stored data is lost: " + e.getMessage(),
                    "run 'twinkeep verify --read-data 100', with --repair-from a mirror if there is one",
                    e);
        }
    }

    static boolean isTheCauseOf(Corrupt failure) {
        return failure.getCause() instanceof Missing;
    }
}
