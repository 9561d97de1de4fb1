package io.twinkeep.core.codec;

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

    /** Counts a plane that has at least two distinct bytes. */
    void count(byte[] plane, int from, int count) {
        countLanes(plane, from, count);
        distinct = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int sum = counts[symbol];
            if (sum > 0) {
                first = distinct == 0 ? symbol : first;
                last = symbol;
                distinct++;
            }
        }
    }

    private void countLanes(byte[] plane, int from, int count) {
        var lanes = new int[4 * SYMBOLS];
        int end = from + count;
        int i = from;
        for (; i <= end - 8; i += 8) {
            long eight = Bytes.longAt(plane, i);
            int low = (int) eight;
            int high = (int) (eight >>> 32);
            lanes[low & 0xFF]++;
            lanes[low >>> 8 & 0xFF | 0x100]++;
            lanes[low >>> 16 & 0xFF | 0x200]++;
            lanes[low >>> 24 | 0x300]++;
            lanes[high & 0xFF]++;
            lanes[high >>> 8 & 0xFF | 0x100]++;
            lanes[high >>> 16 & 0xFF | 0x200]++;
            lanes[high >>> 24 | 0x300]++;
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
        return bytes + bits / 8 + STREAMS;
    }

    /** Room that write needs behind its last byte: streams are stored eight bytes at a time. */
    static int slack() {
        return SLACK;
    }

    private int tableBytes() {
        return 2 + (last - first + 2) / 2;
    }

    /** Writes the plane counted and planned last; returns the position behind it. */
    int write(byte[] plane, int from, int count, byte[] out, int at) {
        int sizes = writeTable(out, at);
        int next = sizes + 3 * STREAMS;
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
            int started = next;
            next = paired
                    ? writePairs(plane, start, end, pairs, codes, lengths, out, next)
                    : writeSingles(plane, start, end, pairs, out, next);
            Bytes.putU24(out, sizes + 3 * stream, next - started);
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

    /** Two symbols to one entry: the bits of their codes from bit 8, up to 22, and how many below. */
    private void fillPairs() {
        for (int low = first; low <= last; low++) {
            int length = lengths[low];
            for (int high = first; length > 0 && high <= last; high++) {
                int code = codes[low] | codes[high] << length;
                pairs[low | high << 8] = code << 8 | length + lengths[high];
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
            if (held + highBits >= Long.SIZE) {
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
