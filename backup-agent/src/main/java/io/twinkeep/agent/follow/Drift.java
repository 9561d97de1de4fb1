package io.twinkeep.agent.follow;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is not as the version has it.
 *
 * @param expected the digest that the file should have, where it is a file's
 * @param found the digest that it has, where it was read
 */
public record Drift(FilePath path, Kind kind, Optional<Sha256> expected, Optional<Sha256> found) {
    /** What is wrong. */
    public enum Kind {
        /** Its bytes are others. */
        CONTENT,
        /** It is not there. */
        MISSING,
        /** It is there, and the version does not have it. */
        EXTRA,
        /** A file, directory or symlink where another of these belongs. */
        TYPE,
        /** The symlink points elsewhere. */
        TARGET,
        /** Others may read, write or run it. */
        MODE
    }

    @Override
    public String toString() {
        return path + " (" + kind.name().toLowerCase(Locale.ROOT)
                + found.map(digest -> ", SHA-256 " + digest).orElse("")
                + expected.map(digest -> ", should be " + digest).orElse("") + ")";
    }
}
