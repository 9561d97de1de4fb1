package io.twinkeep.core.codec;

/** Scales counts of symbols to shares of a power of two. */
final class Normalizer {
    private Normalizer() {}

    /**
     * Writes {@code 1 << log} shares, at least 1 for each counted symbol; without any count all go to the first symbol.
     *
     * @return the bits that coding the counted symbols with these shares takes
     */
    static double normalize(int[] counts, int from, int symbols, int log, int[] shares) {
        long total = 0;
        for (int i = 0; i < symbols; i++) {
            total += counts[from + i];
        }
        int left = 1 << log;
        for (int i = 0; i < symbols; i++) {
            int count = counts[from + i];
            shares[i] = count == 0 ? 0 : (int) Math.max(1, ((long) count << log) / total);
            left -= shares[i];
        }
        if (total == 0) {
            shares[0] = left;
            return 0;
        }
        for (; left > 0; left--) {
            shares[mostGaining(counts, from, symbols, shares)]++;
        }
        for (; left < 0; left++) {
            shares[leastLosing(counts, from, symbols, shares)]--;
        }
        return bits(counts, from, symbols, log, shares);
    }

    private static int mostGaining(int[] counts, int from, int symbols, int[] shares) {
        int best = 0;
        double most = -1;
        for (int i = 0; i < symbols; i++) {
            double gain = counts[from + i] / (shares[i] + 0.5);
            if (gain > most) {
                most = gain;
                best = i;
            }
        }
        return best;
    }

    private static int leastLosing(int[] counts, int from, int symbols, int[] shares) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < symbols; i++) {
            double loss = counts[from + i] / (shares[i] - 0.5);
            if (shares[i] > 1 && loss < least) {
                least = loss;
                best = i;
            }
        }
        return best;
    }

    private static double bits(int[] counts, int from, int symbols, int log, int[] shares) {
        double nats = 0;
        for (int i = 0; i < symbols; i++) {
            if (counts[from + i] > 0) {
                nats += counts[from + i] * Math.log((double) (1 << log) / shares[i]);
            }
        }
        return nats / Math.log(2);
    }
}
