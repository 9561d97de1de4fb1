package io.twinkeep.core.outputs;

import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import java.time.Instant;

/**
 * A stored output: everything that restoring it needs.
 *
 * @param key of the object that tells of it
 * @param parts how many further objects hold its content; 0 where that object holds it itself
 */
public record Output(ObjectKey key, Description description, Sha256 digest, long size, int parts) {
    /**
     * What a file says of itself.
     *
     * @param path where it lay, below the directory that outputs are collected from
     * @param mediaType such as {@code image/png}; empty where unknown
     */
    public record Description(FilePath path, String mediaType, Instant modified) {
        private static final int MAX_TYPE = 255;

        public Description {
            if (!mediaType.matches("[!-~]{0," + MAX_TYPE + "}")) {
                throw new IllegalArgumentException("not a media type: '" + mediaType + "'");
            }
        }
    }

    /** The key of a part, from 1. */
    ObjectKey part(int number) {
        return OutputKeys.part(key, number);
    }
}
