package io.twinkeep.core.codec;

import java.util.Arrays;

/** Which context a weight's difference is coded in: one for each of the base's most frequent exponents, the last for all others. */
final class Contexts {
    private static final int EXPONENTS = 256;
    private static final int WEIGHTS_FOR_ONE = 4096;

    /** One exponent in so many is counted: contexts need an order, not numbers. */
    private static final int SAMPLED = 8;

    private final int[] counts = new int[EXPONENTS];
    private final int[] chosen = new int[TansTables.CONTEXTS];
    private final int[] contextOf = new int[EXPONENTS];
    private int contexts;

    int contexts() {
        return contexts;
    }

    /** An exponent to its context, shifted left by the bits that {@link #choose} or {@link #read} was given. */
    int[] contextOf() {
        return contextOf;
    }

    void choose(byte[] base, int from, int weights, FloatKind kind, int shift) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < weights; i += SAMPLED) {
            counts[exponentAt(base, from + i * kind.width(), kind)]++;
        }
        int most = Math.min(TansTables.CONTEXTS, 1 + weights / WEIGHTS_FOR_ONE);
        for (contexts = 1; contexts < most; contexts++) {
            int best = mostFrequent();
            if (counts[best] == 0) {
                break;
            }
            chosen[contexts - 1] = best;
            counts[best] = 0;
        }
        number(shift);
    }

    private static int exponentAt(byte[] base, int at, FloatKind kind) {
        return kind.width() == 2
                ? (Bytes.shortAt(base, at) & 0x7FFF) >>> kind.exponentShift()
                : (Bytes.intAt(base, at) & 0x7FFFFFFF) >>> kind.exponentShift();
    }

    private int mostFrequent() {
        int best = 0;
        for (int exponent = 1; exponent < EXPONENTS; exponent++) {
            best = counts[exponent] > counts[best] ? exponent : best;
        }
        return best;
    }

    private void number(int shift) {
        Arrays.fill(contextOf, contexts - 1 << shift);
        for (int context = 0; context < contexts - 1; context++) {
            contextOf[chosen[context]] = context << shift;
        }
    }

    /** Writes the exponents of all contexts but the last; returns the position behind them. */
    int write(byte[] out, int at) {
        for (int context = 0; context < contexts - 1; context++) {
            out[at + context] = (byte) chosen[context];
        }
        return at + contexts - 1;
    }

    int read(byte[] in, int at, int count, int shift) {
        contexts = count;
        for (int context = 0; context < contexts - 1; context++) {
            chosen[context] = in[at + context] & 0xFF;
        }
        number(shift);
        return at + contexts - 1;
    }
}
