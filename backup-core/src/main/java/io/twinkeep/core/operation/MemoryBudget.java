package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.pack.PackBuilder;

/**
 * How the memory of a run is shared out. What the lists of files and chunks take comes on top: some hundred bytes a file.
 *
 * @param bytes of the whole process, at least {@link #least}
 */
public record MemoryBudget(int threads, long bytes) {
    private static final long MIB = 1 << 20;
    /** The code of Java and of Twinkeep, compiled and not, and stacks. */
    private static final long OVERHEAD = 112 * MIB;
    /** The young generation, which the launcher sets. */
    private static final long YOUNG = 48 * MIB;
    /** Two pieces of a file that were read, and what coding, checking and opening bases needs. */
    private static final long THREAD = 56 * MIB;
    /** The most that the packs being filled and sent take by default, beside one for each thread. */
    private static final long PACKS_UNDER_WAY = 46 * MIB;
    // A killed run loses the packs that were being filled: on small models small packs keep that to a few percent.
    private static final int MAX_PACK = 16 << 20;
    private static final int MIN_PACK = PackBuilder.minimumBuffer();
    private static final int PACKS_WANTED = 64;

    public MemoryBudget {
        if (bytes < least(threads)) {
            throw new BadUsage(
                    "--memory " + inMib(bytes) + " is too little for " + threads
                            + (threads == 1 ? " thread" : " threads") + ", which need " + inMib(least(threads)),
                    "give that much" + (threads > 1 ? ", or --threads 1, which needs " + inMib(least(1)) : ""));
        }
    }

    /** What so many threads can't do without. */
    static long least(int threads) {
        return fixed(threads) + (threads + 1L) * MIN_PACK;
    }

    /** What they get if nothing was said. */
    static long usual(int threads) {
        return fixed(threads) + (long) threads * MAX_PACK + PACKS_UNDER_WAY;
    }

    private static long fixed(int threads) {
        return OVERHEAD + YOUNG + threads * THREAD;
    }

    /** How long packs of a model of so many bytes may be. */
    int packBytes(long modelBytes) {
        long room = (bytes - fixed(threads)) / (threads + 1);
        return (int) Math.clamp(modelBytes / PACKS_WANTED, MIN_PACK, Math.min(MAX_PACK, room));
    }

    /** How many packs may be filled or sent at a time, {@code transfers} of them sent at most. */
    int packs(int transfers, int packBytes) {
        return Math.clamp((bytes - fixed(threads)) / packBytes, threads + 1, threads + transfers);
    }

    /** What Java's heap should stay below. */
    long heap() {
        return bytes - OVERHEAD;
    }

    private static String inMib(long bytes) {
        return Math.ceilDiv(bytes, MIB) + "MiB";
    }
}
