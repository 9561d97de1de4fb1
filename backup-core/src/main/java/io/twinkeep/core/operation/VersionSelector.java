package io.twinkeep.core.operation;

import java.time.Instant;

/** Which snapshot of a model is meant. */
public sealed interface VersionSelector {
    /** The newest. */
    record Latest() implements VersionSelector {}

    /** The newest that was taken at or before this time of the store's clock. */
    record At(Instant time) implements VersionSelector {}

    /** The newest whose version digest starts with these hex digits (at least 4, lower case). */
    record Digest(String prefix) implements VersionSelector {
        public Digest {
            if (!prefix.matches("[0-9a-f]{4,64}")) {
                throw new io.twinkeep.core.errors.BadUsage(
                        "not a version: '" + prefix + "'", "give 4 to 64 hex digits of a version digest, or 'latest'");
            }
        }
    }
}
