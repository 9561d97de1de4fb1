package io.twinkeep.core.codec;

/** Turns numbers into weights: the inverse of {@link DeltaScanner}, with loops in static methods of their own likewise. */
final class DeltaApplier {
    private DeltaApplier() {}

    /** Replaces numbers by weights. All arrays are used at the same places, so that vectors can be. */
    static void apply16(byte[] numbers, byte[] base, int bytes, byte[] weights) {
        for (int i = 0; i < bytes; i += 8) {
            Bytes.putLong(weights, i, DeltaSymbol.fourNext16(Bytes.longAt(base, i), Bytes.longAt(numbers, i)));
        }
    }

    /** Writes 32-bit weights with the high halves given. */
    static void widen(byte[] halves, int weights, byte[] out, int to) {
        for (int i = 0; i < weights; i++) {
            Bytes.putInt(out, to + 4 * i, Bytes.shortAt(halves, 2 * i) << 16);
        }
    }

    /** Writes 32-bit weights of which {@code zeroBits} low bits are zero. */
    static void apply32(byte[] numbers, byte[] base, int baseFrom, int weights, int zeroBits, byte[] out, int to) {
        for (int i = 0; i < 4 * weights; i += 4) {
            int old = Bytes.intAt(base, baseFrom + i);
            Bytes.putInt(out, to + i, DeltaSymbol.next32(old, Bytes.intAt(numbers, i), zeroBits));
        }
    }
}
