package io.twinkeep.core.codec;

/** Scales counts of symbols to shares of a power of two. */
final class Normalizer {
    private Normalizer() {}

    /**
     * Writes {@code 1 << log} shares, at least 1 for each counted symbol, of which there are fewer than that and at least one.
     *
     * @return the bits that coding the counted symbols with these shares takes
     */
    static double normalize(int[] counts, int log, int[] shares) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        int left = 1 << log;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            shares[i] = count == 0 ? 0 : (int) Math.max(1, (((long) count << log) + total / 2) / total);
            left -= shares[i];
        }
        while (left != 0) {
            int most = largest(shares);
            int change = Math.clamp(left, -Math.max(1, shares[most] >>> 5), Math.max(1, shares[most] >>> 5));
            shares[most] += change;
            left -= change;
        }
        return bits(counts, log, shares);
    }

    private static int largest(int[] shares) {
        int best = 0;
        for (int i = 1; i < shares.length; i++) {
            best = shares[i] > shares[best] ? i : best;
        }
        return best;
    }

    private static double bits(int[] counts, int log, int[] shares) {
        double nats = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                nats += counts[i] * Math.log((double) (1 << log) / shares[i]);
            }
        }
        return nats / Math.log(2);
    }
}
