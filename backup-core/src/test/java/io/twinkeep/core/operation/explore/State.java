package io.twinkeep.core.operation.explore;

/**
 * The stores' content (values by key, absent keys at the end left out), every actor's node, the faults used up, and
 * the creations that are still on their way as pairs of key and value. Never changed once made.
 */
record State(int[] content, int[] nodes, int faults, int[] late) {
    int value(int key) {
        return key < content.length ? content[key] : 0;
    }

    State with(int key, int value) {
        int[] changed = java.util.Arrays.copyOf(content, Math.max(content.length, key + 1));
        changed[key] = value;
        return new State(changed, nodes, faults, late);
    }

    State at(int actor, int node) {
        int[] moved = nodes.clone();
        moved[actor] = node;
        return new State(content, moved, faults, late);
    }

    State withLate(int key, int value) {
        int[] more = java.util.Arrays.copyOf(late, late.length + 2);
        more[late.length] = key;
        more[late.length + 1] = value;
        return new State(content, nodes, faults, more);
    }

    State withoutLate(int index) {
        int[] fewer = new int[late.length - 2];
        System.arraycopy(late, 0, fewer, 0, index);
        System.arraycopy(late, index + 2, fewer, index, late.length - index - 2);
        return new State(content, nodes, faults, fewer);
    }

    State withFault() {
        return new State(content, nodes, faults + 1, late);
    }

    long contentHash() {
        long hash = 0;
        for (int key = 0; key < content.length; key++) {
            if (content[key] != 0) {
                hash += mix(key * 0x9E3779B97F4A7C15L + content[key]);
            }
        }
        return hash;
    }

    long hash() {
        long hash = contentHash() + faults;
        for (int node : nodes) {
            hash = mix(hash ^ node);
        }
        long onTheirWay = 0;
        for (int i = 0; i < late.length; i += 2) {
            onTheirWay += mix(((long) late[i] << 32) + late[i + 1] + 17);
        }
        return mix(hash ^ onTheirWay);
    }

    /** The finaliser of SplitMix64: every bit of the result depends on every bit given. */
    static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
