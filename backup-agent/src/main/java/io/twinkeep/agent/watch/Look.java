package io.twinkeep.agent.watch;

import io.twinkeep.core.ids.Sha256;
import java.util.Optional;

/**
 * What a look at a directory showed.
 *
 * @param fingerprint of all names, sizes and times; empty if they could not be read
 * @param detail why, for people; empty where the state says it all
 */
public record Look(State state, Optional<Sha256> fingerprint, long files, long bytes, String detail) {

    /** How a directory is. */
    public enum State {
        /** As it was taken last. */
        SAME,
        /** Somebody writes there, or did a moment ago. */
        MOVING,
        /** At rest, but something is missing or cut. */
        INCOMPLETE,
        /** At rest, whole, and not taken yet. */
        READY,
        UNREADABLE
    }

    /** Whether a version may be taken of it. */
    public boolean isTakeable() {
        return state == State.SAME || state == State.READY;
    }
}
