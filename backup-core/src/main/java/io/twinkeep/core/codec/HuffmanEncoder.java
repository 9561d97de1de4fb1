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

    private final HuffmanLengths huffman = new HuffmanLengths();
    private final int[][] quarterCounts = new int[STREAMS][SYMBOLS];
    private final int[] counts = new int[SYMBOLS];
    private final byte[] lengths = new byte[SYMBOLS];
    private final int[] codes = new int[SYMBOLS];
    private final int[] pairs = new int[SYMBOLS * SYMBOLS];
    private int first;
    private int last;
    private int distinct;

    /** Symbols in each of the first three streams; the fourth takes the rest. */
    static int quarter(int count) {
        return (count + STREAMS - 1) / STREAMS;
    }

    /** Counts a plane and returns the number of distinct bytes in it. */
    int count(byte[] plane, int from, int count) {
        for (int[] quarter : quarterCounts) {
            Arrays.fill(quarter, 0);
        }
        int quarter = quarter(count);
        int[] start = {from, from + quarter, from + 2 * quarter, from + 3 * quarter};
        int common = Math.max(0, count - 3 * quarter);
        countTogether(plane, start[0], start[1], start[2], start[3], common, quarterCounts);
        for (int i = 0; i < STREAMS; i++) {
            int end = Math.min(from + count, from + (i + 1) * quarter);
            countRest(plane, start[i] + common, end, quarterCounts[i]);
        }
        return sumUp();
    }

    private static void countTogether(byte[] plane, int a, int b, int c, int d, int count, int[][] counts) {
        int[] countsA = counts[0];
        int[] countsB = counts[1];
        int[] countsC = counts[2];
        int[] countsD = counts[3];
        for (int i = 0; i < count; i++) {
            countsA[plane[a + i] & 0xFF]++;
            countsB[plane[b + i] & 0xFF]++;
            countsC[plane[c + i] & 0xFF]++;
            countsD[plane[d + i] & 0xFF]++;
        }
    }

    private static void countRest(byte[] plane, int from, int end, int[] counts) {
        for (int i = from; i < end; i++) {
            counts[plane[i] & 0xFF]++;
        }
    }

    private int sumUp() {
        distinct = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int sum = 0;
            for (int[] quarter : quarterCounts) {
                sum += quarter[symbol];
            }
            counts[symbol] = sum;
            if (sum > 0) {
                first = distinct == 0 ? symbol : first;
                last = symbol;
                distinct++;
            }
        }
        return distinct;
    }

    /** Bytes that {@link #write} would need for the plane counted last, which has at least two distinct bytes. */
    int plannedBytes() {
        huffman.fill(counts, lengths);
        int bytes = tableBytes() + STREAMS * 3;
        for (int stream = 0; stream < STREAMS; stream++) {
            bytes += streamBytes(stream);
        }
        return bytes;
    }

    /** Room that write needs behind its last byte: streams are stored eight bytes at a time. */
    static int slack() {
        return SLACK;
    }

    private int tableBytes() {
        return 2 + (last - first + 2) / 2;
    }

    private int streamBytes(int stream) {
        int bits = 0;
        for (int symbol = first; symbol <= last; symbol++) {
            bits += quarterCounts[stream][symbol] * lengths[symbol];
        }
        return (bits + 7) >>> 3;
    }

    /** Writes the plane counted and planned last; returns the position behind it. */
    int write(byte[] plane, int from, int count, byte[] out, int at) {
        int next = writeTable(out, at);
        for (int stream = 0; stream < STREAMS; stream++, next += 3) {
            Bytes.putU24(out, next, streamBytes(stream));
        }
        HuffmanLengths.fillCodes(lengths, codes);
        boolean paired = distinct * distinct < count / 4;
        if (paired) {
            fillPairs();
        } else {
            fillSingles();
        }
        int quarter = quarter(count);
        for (int stream = 0; stream < STREAMS; stream++) {
            int start = from + Math.min(count, stream * quarter);
            int end = from + Math.min(count, (stream + 1) * quarter);
            next = paired
                    ? writePairs(plane, start, end, pairs, codes, lengths, out, next)
                    : writeSingles(plane, start, end, pairs, out, next);
        }
        return next;
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

    /** Two symbols to one entry: up to 22 bits of code, and their number from bit 24. */
    private void fillPairs() {
        for (int low = first; low <= last; low++) {
            int length = lengths[low];
            for (int high = first; length > 0 && high <= last; high++) {
                if (lengths[high] > 0) {
                    int code = codes[low] | codes[high] << length;
                    pairs[low | high << 8] = code | (length + lengths[high]) << 24;
                }
            }
        }
    }

    private void fillSingles() {
        for (int symbol = first; symbol <= last; symbol++) {
            pairs[symbol] = codes[symbol] | lengths[symbol] << 24;
        }
    }

    private static int writePairs(
            byte[] plane, int from, int end, int[] pairs, int[] codes, byte[] lengths, byte[] out, int at) {
        long bits = 0;
        int held = 0;
        int next = at;
        int i = from;
        for (; i <= end - 4; i += 4) {
            int four = Bytes.intAt(plane, i);
            int low = pairs[four & 0xFFFF];
            int high = pairs[four >>> 16];
            long code = low & 0xFFFFFF | (long) (high & 0xFFFFFF) << (low >>> 24);
            bits |= code << held;
            held += (low >>> 24) + (high >>> 24);
            Bytes.putLong(out, next, bits);
            next += held >>> 3;
            bits >>>= held & 56;
            held &= 7;
        }
        for (; i < end; i++) {
            int symbol = plane[i] & 0xFF;
            bits |= (long) codes[symbol] << held;
            held += lengths[symbol];
        }
        return flush(bits, held, out, next);
    }

    private static int writeSingles(byte[] plane, int from, int end, int[] singles, byte[] out, int at) {
        long bits = 0;
        int held = 0;
        int next = at;
        for (int i = from; i < end; i++) {
            int entry = singles[plane[i] & 0xFF];
            bits |= (long) (entry & 0xFFFFFF) << held;
            held += entry >>> 24;
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
