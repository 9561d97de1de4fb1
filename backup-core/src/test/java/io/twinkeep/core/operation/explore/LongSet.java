package io.twinkeep.core.operation.explore;

/** A set of hashes: eight bytes an entry and no objects, so that millions of states fit. Not thread-safe. */
final class LongSet {
    private long[] table = new long[1 << 16];
    private int size;

    /** False if it was there. */
    boolean add(long hash) {
        long value = hash == 0 ? 1 : hash;
        if (2L * size >= table.length) {
            grow();
        }
        if (!insert(table, value)) {
            return false;
        }
        size++;
        return true;
    }

    private static boolean insert(long[] table, long value) {
        int mask = table.length - 1;
        int at = (int) (value ^ value >>> 32) & mask;
        while (table[at] != 0) {
            if (table[at] == value) {
                return false;
            }
            at = at + 1 & mask;
        }
        table[at] = value;
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (long value : table) {
            if (value != 0) {
                insert(larger, value);
            }
        }
        table = larger;
    }

    int size() {
        return size;
    }
}
