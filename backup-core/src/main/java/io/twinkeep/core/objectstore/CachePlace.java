package io.twinkeep.core.objectstore;

import java.nio.file.Path;

/**
 * Where a cache lies and how much it may take.
 *
 * @param root of the caches of all repositories, which share the limits; need not exist yet
 * @param name of this repository's folder below it, which no other repository may use: 32 hex digits
 * @param maxBytes of all files together
 * @param keepFreePercent of the disk: less than this is never left free by the cache
 */
public record CachePlace(Path root, String name, long maxBytes, int keepFreePercent) {
    /** Two sets of a model of 33 GB in bf16: the open one, and the one that follows it. */
    public static final long DEFAULT_BYTES = 64L << 30;

    /** A disk that is full stops other programs, and many file systems get slow before that. */
    public static final int KEEP_FREE_PERCENT = 10;

    public CachePlace {
        if (!name.matches(CacheRoom.FOLDER) || maxBytes < 1 || keepFreePercent < 0 || keepFreePercent > 100) {
            throw new IllegalArgumentException("not settings of a cache: " + name + ", " + maxBytes + " bytes, "
                    + keepFreePercent + " % to keep free");
        }
    }

    Path folder() {
        return root.resolve(name);
    }
}
