package io.twinkeep.core.codec;

/** Writes bits, the first lowest. For tables, not for weights. */
final class BitWriter {
    private final byte[] out;
    private int at;
    private long bits;
    private int held;

    BitWriter(byte[] out, int at) {
        this.out = out;
        this.at = at;
    }

    /** Elias' gamma code of a number from 1: as many zeros as bits follow its highest one, the one, those bits. */
    void putGamma(int number) {
        int low = 31 - Integer.numberOfLeadingZeros(number);
        put(1 << low, low + 1);
        put(number ^ 1 << low, low);
    }

    private void put(int value, int count) {
        bits |= (long) value << held;
        held += count;
        while (held >= 8) {
            out[at++] = (byte) bits;
            bits >>>= 8;
            held -= 8;
        }
    }

    /** Fills the last byte with zeros; returns the position behind it. */
    int close() {
        if (held > 0) {
            put(0, 8 - held);
        }
        return at;
    }
}
