package io.twinkeep.core.codec;

/**
 * Collects numbers from their exponents' runs and turns them into weights: the inverse of {@link DeltaScanner}. The loops are static
 * methods of their own so that each is compiled early and finds enough registers.
 */
final class DeltaApplier {
    private static final int EXPONENTS = Contexts.EXPONENTS;

    private DeltaApplier() {}

    /** Collects the numbers of 16-bit weights from where their exponents' runs go on, and moves these places on. */
    static void collect16(byte[] runs, int[] at, byte[] base, int weights, int exponentShift, byte[] numbers) {
        // An array of a length that the compiler sees needs no checks.
        var places = new int[2 * EXPONENTS];
        System.arraycopy(at, 0, places, 0, 2 * EXPONENTS);
        long mask = (0x7FFF >>> exponentShift) * 0x0001000100010001L;
        int i = 0;
        for (; i <= 2 * weights - 8; i += 8) {
            long exponents = Bytes.longAt(base, i) >>> exponentShift & mask;
            int a = takeUp16(runs, places, (int) exponents);
            int b = takeDown16(runs, places, (int) (exponents >>> 16));
            int c = takeUp16(runs, places, (int) (exponents >>> 32));
            int d = takeDown16(runs, places, (int) (exponents >>> 48));
            Bytes.putLong(numbers, i, (a | b << 16) & 0xFFFFFFFFL | (long) (c | d << 16) << 32);
        }
        for (; i < 2 * weights; i += 2) {
            int exponent = Bytes.shortAt(base, i) >>> exponentShift & (int) mask;
            int number = (i & 2) == 0 ? takeUp16(runs, places, exponent) : takeDown16(runs, places, exponent);
            Bytes.putShort(numbers, i, number);
        }
        System.arraycopy(places, 0, at, 0, places.length);
    }

    /** Replaces numbers by weights. All arrays are used at the same places, so that vectors can be. */
    static void apply16(byte[] numbers, byte[] base, int bytes, byte[] weights) {
        for (int i = 0; i <= bytes - 8; i += 8) {
            Bytes.putLong(weights, i, DeltaSymbol.fourNext16(Bytes.longAt(base, i), Bytes.longAt(numbers, i)));
        }
    }

    /** Writes 32-bit weights with the high halves given. */
    static void widen(byte[] halves, int weights, byte[] out, int to) {
        for (int i = 0; i < weights; i++) {
            Bytes.putInt(out, to + 4 * i, Bytes.shortAt(halves, 2 * i) << 16);
        }
    }

    private static int takeUp16(byte[] runs, int[] places, int exponent) {
        int at = places[exponent & 0xFF];
        places[exponent & 0xFF] = at + 2;
        return Bytes.shortAt(runs, at);
    }

    private static int takeDown16(byte[] runs, int[] places, int exponent) {
        int at = places[(exponent & 0xFF) + EXPONENTS];
        places[(exponent & 0xFF) + EXPONENTS] = at - 2;
        return Bytes.shortAt(runs, at);
    }

    /** The same for 32-bit weights of which {@code zeroBits} low bits are zero. */
    static void apply32(
            byte[] runs, int[] places, byte[] base, int baseFrom, int weights, int zeroBits, byte[] out, int to) {
        for (int i = 0; i < weights; i++) {
            int old = Bytes.intAt(base, baseFrom + 4 * i);
            int run = old >>> 23 & 0xFF | (i & 1) << 8;
            int at = places[run];
            places[run] = at + 4 - (i & 1) * 8;
            Bytes.putInt(out, to + 4 * i, DeltaSymbol.next32(old, Bytes.intAt(runs, at), zeroBits));
        }
    }
}
