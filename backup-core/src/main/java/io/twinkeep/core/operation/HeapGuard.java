package io.twinkeep.core.operation;

/**
 * Keeps garbage from adding up. Java's collector lets the heap grow as far as it may before it looks through the old part
 * of it, and it may grow far, for models of very many files. Thread-safe.
 */
final class HeapGuard {
    // Where nearly all is in use a collection frees little: the next must wait for some garbage.
    private static final long LEAST_GARBAGE = 32 << 20;

    private final Runtime runtime = Runtime.getRuntime();
    private final long wanted;
    private volatile long threshold;

    /** @param wanted bytes that the heap should stay below */
    HeapGuard(long wanted) {
        this.wanted = wanted;
        this.threshold = wanted;
    }

    /** To be called now and then; takes 20 ms every gigabyte or so, else nothing. */
    void check() {
        if (used() > threshold) {
            collect();
        }
    }

    private synchronized void collect() {
        if (used() > threshold) {
            System.gc();
            threshold = Math.max(wanted, used() + LEAST_GARBAGE);
        }
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
