package io.twinkeep.agent.follow;

import io.twinkeep.core.errors.BadUsage;

/** How a region's bytes are proven again and again. */
public record ParityRules(
        int rereadPercent, // of the bytes at each run, longest ago first: everything within 100 / this many runs
        boolean heal, // what has drifted is restored; not where people work on the files
        boolean removeExtra, // what the version does not have is removed; somebody may have wanted it
        int told, // drifts told one by one: a directory that was lost has thousands
        int threads) { // files read at a time
    public static final ParityRules DEFAULT = new ParityRules(10, true, false, 100, 2);

    public ParityRules {
        if (rereadPercent < 0 || rereadPercent > 100 || told < 1 || threads < 1) {
            throw new BadUsage("parity re-reads 0 to 100 percent, with 1 or more threads, and tells 1 or more drifts");
        }
    }
}
