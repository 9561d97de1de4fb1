package io.twinkeep.core.files;

import io.twinkeep.core.errors.Refused;

/** Says that something else stands where a directory must go. What is there may be all that somebody has of it. */
final class Obstruction {
    private Obstruction() {}

    /** @param place the tree and the path in it, as people know it */
    static Refused of(String place, boolean isSymlink, Throwable cause) {
        return new Refused(
                place + " is " + (isSymlink ? "a symlink" : "not a directory") + ", and a directory must go there",
                "move it away and run the same command again",
                cause);
    }
}
