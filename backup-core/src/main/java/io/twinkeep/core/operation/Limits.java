package io.twinkeep.core.operation;

import java.time.Duration;

/** Every limit of the operations that protects data or people, each with its reason. */
public record Limits(
        int threads, // workers that code, seal and open: one a core
        int transfers, // requests to the store at a time: enough to hide a round trip
        int attempts, // a directory that is written to gets so many chances to be still for one backup
        int vanishedPercent, // more files gone than this look like an unmounted disk, not like work
        Duration racy, // a file changed this shortly before a scan may change again without a new time stamp
        MemoryBudget memory) { // the host has other work to do
    Limits(int threads, int transfers, int attempts, int vanishedPercent, Duration racy) {
        this(
                threads,
                transfers,
                attempts,
                vanishedPercent,
                racy,
                new MemoryBudget(threads, MemoryBudget.usual(threads)));
    }

    public static Limits ofThreads(int threads) {
        return new Limits(threads, 4, 3, 30, Duration.ofSeconds(2));
    }

    /**
     * The same for a process that may take so many bytes in all.
     *
     * @throws io.twinkeep.core.errors.BadUsage if that is too little for its threads
     */
    public Limits withMemory(long bytes) {
        return new Limits(threads, transfers, attempts, vanishedPercent, racy, new MemoryBudget(threads, bytes));
    }
}
