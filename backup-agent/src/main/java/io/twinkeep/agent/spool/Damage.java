package io.twinkeep.agent.spool;

import java.nio.file.Path;

/**
 * Facts that can't be read any more, or bytes cut off the end on opening.
 *
 * @param segment the file
 * @param offset where the damage begins
 * @param firstLost sequence of the first fact lost
 * @param lost how many facts; 0 for a torn end, whose facts were never acknowledged
 */
public record Damage(Path segment, long offset, long firstLost, long lost) {
    @Override
    public String toString() {
        String what = lost == 0
                ? "cut off an end that was never acknowledged"
                : lost + " facts from number " + firstLost + " on are lost";
        return segment + " at byte " + offset + ": " + what;
    }
}
