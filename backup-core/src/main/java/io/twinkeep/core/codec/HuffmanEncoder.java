package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Writes a byte plane as a table of code lengths and four bit streams, one for each quarter of the plane. Not thread-safe: it reuses
 * its arrays.
 */
final class HuffmanEncoder {
    /** Fewer symbols are not worth a table. */
    static final int SMALLEST_PLANE = 64;

    static final int STREAMS = 4;
    private static final int SYMBOLS = 256;
    private static final int SLACK = 16;

    /** One word of a plane in so many makes a sample, if the plane has as many bytes as this. */
    private static final int SAMPLED = 4;

    private static final int SMALLEST_SAMPLED = 1 << 16;

    /** How far below a byte in a sample others are expected. */
    private static final int BELOW = 6;

    /** An entry for a pair without a code: more bits than there can be. */
    private static final int NO_CODE = 0x7F;

    private final HuffmanLengths huffman = new HuffmanLengths();
    private final int[] counts = new int[SYMBOLS];
    private final byte[] lengths = new byte[SYMBOLS];
    private final int[] codes = new int[SYMBOLS];
    private final int[] pairs = new int[SYMBOLS * SYMBOLS];
    private int first;
    private int last;
    private int distinct;
    private int sampled;

    /** Symbols in each of the first three streams; the fourth takes the rest. */
    static int quarter(int count) {
        return (count + STREAMS - 1) / STREAMS;
    }

    /** Counts a plane that has at least two distinct bytes. */
    void count(byte[] plane, int from, int count) {
        countLanes(plane, from, from + count, Long.BYTES);
        sampled = 1;
        findRange();
    }

    /**
     * Counts a part of a plane. Bytes that are not in it but near to one that is, where the rare exponents of weights are, get a code
     * nevertheless; {@link #write} fails if the plane has others. Returns whether this may be worth it.
     */
    boolean countSample(byte[] plane, int count) {
        if (count < SMALLEST_SAMPLED) {
            return false;
        }
        countLanes(plane, 0, count, SAMPLED * Long.BYTES);
        sampled = SAMPLED;
        int nearest = SYMBOLS;
        for (int symbol = SYMBOLS - 1; symbol >= 0; symbol--) {
            nearest = counts[symbol] > 0 ? symbol : nearest;
            counts[symbol] = nearest - symbol <= BELOW ? Math.max(1, counts[symbol]) : 0;
        }
        findRange();
        return distinct > 1 && isPaired(count);
    }

    private void findRange() {
        distinct = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (counts[symbol] > 0) {
                first = distinct == 0 ? symbol : first;
                last = symbol;
                distinct++;
            }
        }
    }

    private boolean isPaired(int count) {
        return distinct * distinct < count / 4;
    }

    private void countLanes(byte[] plane, int from, int end, int step) {
        // An array of a length that the compiler sees, and sums, of which it knows the range, need no checks.
        var lanes = new int[4 * SYMBOLS];
        int i = from;
        for (; i <= end - 8; i += step) {
            long eight = Bytes.longAt(plane, i);
            int low = (int) eight;
            int high = (int) (eight >>> 32);
            lanes[low & 0xFF]++;
            lanes[(low >>> 8 & 0xFF) + 0x100]++;
            lanes[(low >>> 16 & 0xFF) + 0x200]++;
            lanes[(low >>> 24) + 0x300]++;
            lanes[high & 0xFF]++;
            lanes[(high >>> 8 & 0xFF) + 0x100]++;
            lanes[(high >>> 16 & 0xFF) + 0x200]++;
            lanes[(high >>> 24) + 0x300]++;
        }
        for (; i < end; i++) {
            lanes[plane[i] & 0xFF]++;
        }
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            counts[symbol] = lanes[symbol] + lanes[symbol | 0x100] + lanes[symbol | 0x200] + lanes[symbol | 0x300];
        }
    }

    /** Bytes that {@link #write} would need for the plane counted last, at most. */
    int plannedBytes() {
        huffman.fill(counts, lengths);
        int bytes = tableBytes() + STREAMS * 3;
        int bits = 0;
        for (int symbol = first; symbol <= last; symbol++) {
            bits += counts[symbol] * lengths[symbol];
        }
        return bytes + sampled * (bits / 8) + STREAMS;
    }

    /** Room that write needs behind its last byte: streams are stored eight bytes at a time. */
    static int slack() {
        return SLACK;
    }

    private int tableBytes() {
        return 2 + (last - first + 2) / 2;
    }

    /** Writes the plane counted and planned last; returns the position behind it, or -1 if the sample did not show what is in it. */
    int write(byte[] plane, int from, int count, byte[] out, int at) {
        int sizes = writeTable(out, at);
        int next = sizes + 3 * STREAMS;
        HuffmanLengths.fillCodes(lengths, codes);
        fillEntries(count);
        int quarter = quarter(count);
        for (int stream = 0; stream < STREAMS; stream++) {
            int start = from + Math.min(count, stream * quarter);
            int end = from + Math.min(count, (stream + 1) * quarter);
            if (sampled > 1 && next - at + (end - start) * HuffmanLengths.LONGEST / 8 > count - SLACK) {
                return -1;
            }
            int started = next;
            next = isPaired(count)
                    ? writePairs(plane, start, end, pairs, codes, lengths, out, next)
                    : writeSingles(plane, start, end, pairs, out, next);
            if (next < 0) {
                return -1;
            }
            Bytes.putU24(out, sizes + 3 * stream, next - started);
        }
        return next;
    }

    private void fillEntries(int count) {
        if (sampled > 1) {
            Arrays.fill(pairs, NO_CODE);
        }
        if (isPaired(count)) {
            fillPairs();
        } else {
            fillSingles();
        }
    }

    private int writeTable(byte[] out, int at) {
        out[at] = (byte) first;
        out[at + 1] = (byte) last;
        int next = at + 2;
        for (int symbol = first; symbol <= last; symbol += 2) {
            int second = symbol < last ? lengths[symbol + 1] : 0;
            out[next++] = (byte) (lengths[symbol] | second << 4);
        }
        return next;
    }

    /** Two symbols to one entry: the bits of their codes from bit 8, up to 22, and how many below. */
    private void fillPairs() {
        for (int low = first; low <= last; low++) {
            int length = lengths[low];
            for (int high = first; length > 0 && high <= last; high++) {
                if (lengths[high] > 0) {
                    int code = codes[low] | codes[high] << length;
                    pairs[low | high << 8] = code << 8 | length + lengths[high];
                }
            }
        }
    }

    private void fillSingles() {
        for (int symbol = first; symbol <= last; symbol++) {
            pairs[symbol] = codes[symbol] << 8 | lengths[symbol];
        }
    }

    /** Eight symbols at a time. Shifts count modulo 64, so an entry, or a sum of entries, shifts by its length as it is. */
    private static int writePairs(
            byte[] plane, int from, int end, int[] pairs, int[] codes, byte[] lengths, byte[] out, int at) {
        long bits = 0;
        int held = 0;
        int next = at;
        int i = from;
        for (; i <= end - 8; i += 8) {
            long eight = Bytes.longAt(plane, i);
            int a = pairs[(int) eight & 0xFFFF];
            int b = pairs[(int) eight >>> 16];
            int c = pairs[(int) (eight >>> 32) & 0xFFFF];
            int d = pairs[(int) (eight >>> 48)];
            long low = a >>> 8 | (long) (b >>> 8) << a;
            long high = c >>> 8 | (long) (d >>> 8) << c;
            int lowBits = a + b & 0xFF;
            int highBits = c + d & 0xFF;
            bits |= low << held;
            held += lowBits;
            // Two pairs that have no code make the test fail as surely as one.
            if (held + highBits >= Long.SIZE) {
                if (lowBits >= NO_CODE || highBits >= NO_CODE) {
                    return -1;
                }
                Bytes.putLong(out, next, bits);
                next += held >>> 3;
                bits >>>= held & 56;
                held &= 7;
            }
            bits |= high << held;
            held += highBits;
            Bytes.putLong(out, next, bits);
            next += held >>> 3;
            bits >>>= held & 56;
            held &= 7;
        }
        for (; i < end; i++) {
            int symbol = plane[i] & 0xFF;
            if (lengths[symbol] == 0) {
                return -1;
            }
            bits |= (long) codes[symbol] << held;
            held += lengths[symbol];
            Bytes.putLong(out, next, bits);
            next += held >>> 3;
            bits >>>= held & 56;
            held &= 7;
        }
        return flush(bits, held, out, next);
    }

    private static int writeSingles(byte[] plane, int from, int end, int[] singles, byte[] out, int at) {
        long bits = 0;
        int held = 0;
        int next = at;
        for (int i = from; i < end; i++) {
            int entry = singles[plane[i] & 0xFF];
            bits |= (long) (entry >>> 8) << held;
            held += entry & 0xFF;
            if (held >= 48) {
                Bytes.putLong(out, next, bits);
                next += held >>> 3;
                bits >>>= held & 56;
                held &= 7;
            }
        }
        return flush(bits, held, out, next);
    }

    private static int flush(long bits, int held, byte[] out, int at) {
        long rest = bits;
        int next = at;
        for (int left = held; left > 0; left -= 8, rest >>>= 8) {
            out[next++] = (byte) rest;
        }
        return next;
    }
}
