package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import java.util.Arrays;

/**
 * Reads what {@link HuffmanEncoder} wrote. One look at {@value HuffmanLengths#LONGEST} bits of a stream yields up to six symbols, and
 * four streams are read in turn so that their table look-ups overlap. Not thread-safe: it reuses its arrays.
 */
final class HuffmanDecoder {
    private static final int LONGEST = HuffmanLengths.LONGEST;
    private static final int MASK = (1 << LONGEST) - 1;
    private static final int STREAMS = HuffmanEncoder.STREAMS;
    private static final int LOOKS_PER_LOAD = 5;
    private static final int MOST_SYMBOLS = 6;

    /** Symbols that a round of the fast loop may write, and the eight bytes of its last store. */
    private static final int ROUND = LOOKS_PER_LOAD * MOST_SYMBOLS + Long.BYTES;

    /** A plane of fewer symbols is decoded one by one: building the table of many would cost more. */
    private static final int SMALL = 2048;

    private final byte[] lengths = new byte[256];
    private final int[] codes = new int[256];
    private final int[] single = new int[1 << LONGEST];

    /**
     * For v = 0 … 11 from index 2^v: what v bits decode to. Bits 0–47: up to six symbols, the first lowest; 48–53: their bits; 56–63:
     * their number. The last half, for all eleven bits, is what decoding looks at.
     */
    private final long[] many = new long[2 << LONGEST];

    private final int[] bit = new int[STREAMS];
    private final int[] to = new int[STREAMS];
    private final int[] endBit = new int[STREAMS];
    private final int[] end = new int[STREAMS];

    /** Decodes {@code count} bytes to the start of {@code out}; returns the position behind the plane, at most {@code limit}. */
    int read(byte[] in, int at, int limit, byte[] out, int count) {
        int sizes = readTable(in, at);
        int streams = sizes + 3 * STREAMS;
        int past = placeStreams(in, sizes, count);
        if (past > limit - streams) {
            throw new Corrupt("a Huffman plane says it ends behind its block");
        }
        if (count >= SMALL) {
            fillMany();
            readTogether(in, streams, past, many, out, bit, to, end);
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            readOneByOne(in, streams, limit, out, stream);
        }
        return streams + past;
    }

    private int readTable(byte[] in, int at) {
        int first = in[at] & 0xFF;
        int last = in[at + 1] & 0xFF;
        Arrays.fill(lengths, (byte) 0);
        int next = at + 2;
        for (int symbol = first; symbol <= last; symbol += 2) {
            int two = in[next++];
            lengths[symbol] = (byte) (two & 15);
            if (symbol < last) {
                lengths[symbol + 1] = (byte) (two >>> 4 & 15);
            }
        }
        if (!HuffmanLengths.isComplete(lengths)) {
            throw new Corrupt("a Huffman plane has an impossible table of code lengths");
        }
        fillSingle();
        return next;
    }

    private void fillSingle() {
        HuffmanLengths.fillCodes(lengths, codes);
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                for (int i = codes[symbol]; i < single.length; i += 1 << length) {
                    single[i] = symbol | length << 8;
                }
            }
        }
    }

    /** Built from few bits to many: after its first symbol, an entry continues like the entry of the bits that are left. */
    private void fillMany() {
        for (int valid = 1; valid <= LONGEST; valid++) {
            for (int i = 0; i < 1 << valid; i++) {
                int length = single[i] >>> 8;
                long symbol = single[i] & 0xFF;
                many[1 << valid | i] =
                        length > valid ? 0 : prepend(symbol, length, many[1 << valid - length | i >>> length]);
            }
        }
    }

    private long prepend(long symbol, int length, long rest) {
        long kept = rest;
        if (rest >>> 56 == MOST_SYMBOLS) {
            int dropped = (int) (rest >>> 40) & 0xFF;
            kept -= (1L << 56) + ((long) lengths[dropped] << 48);
        }
        return (kept & 0xFFFF000000000000L) + (1L << 56) + ((long) length << 48) | (kept & 0xFFFFFFFFFFL) << 8 | symbol;
    }

    /** Sets the range of each stream in bits and in symbols; returns the bytes of all streams. */
    private int placeStreams(byte[] in, int sizes, int count) {
        int quarter = HuffmanEncoder.quarter(count);
        int past = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            bit[stream] = past << 3;
            past += Bytes.u24At(in, sizes + 3 * stream);
            endBit[stream] = past << 3;
            to[stream] = Math.min(count, stream * quarter);
            end[stream] = Math.min(count, (stream + 1) * quarter);
        }
        return past;
    }

    /** The fast loop: runs while every stream has room for a round and eight bytes to load from. */
    private static void readTogether(
            byte[] in, int start, int past, long[] many, byte[] out, int[] bit, int[] to, int[] end) {
        // An array of a length that the compiler sees needs no checks.
        var looks = new long[1 << LONGEST];
        System.arraycopy(many, 1 << LONGEST, looks, 0, 1 << LONGEST);
        int lastBit = past - Long.BYTES << 3;
        int bitA = bit[0];
        int bitB = bit[1];
        int bitC = bit[2];
        int bitD = bit[3];
        int toA = to[0];
        int toB = to[1];
        int toC = to[2];
        int toD = to[3];
        while (toA <= end[0] - ROUND
                && toB <= end[1] - ROUND
                && toC <= end[2] - ROUND
                && toD <= end[3] - ROUND
                && bitA <= lastBit
                && bitB <= lastBit
                && bitC <= lastBit
                && bitD <= lastBit) {
            long used = look(in, start, bitA, looks, out, toA);
            bitA += (int) used & 0xFF;
            toA += (int) (used >>> 8);
            used = look(in, start, bitB, looks, out, toB);
            bitB += (int) used & 0xFF;
            toB += (int) (used >>> 8);
            used = look(in, start, bitC, looks, out, toC);
            bitC += (int) used & 0xFF;
            toC += (int) (used >>> 8);
            used = look(in, start, bitD, looks, out, toD);
            bitD += (int) used & 0xFF;
            toD += (int) (used >>> 8);
        }
        bit[0] = bitA;
        bit[1] = bitB;
        bit[2] = bitC;
        bit[3] = bitD;
        to[0] = toA;
        to[1] = toB;
        to[2] = toC;
        to[3] = toD;
    }

    /** Decodes as many symbols as one load holds; bits used in the low byte of the answer, symbols written above it. */
    private static long look(byte[] in, int start, int bit, long[] looks, byte[] out, int at) {
        long bits = Bytes.longAt(in, start + (bit >>> 3)) >>> (bit & 7);
        int to = at;
        long used = 0;
        for (int i = 0; i < LOOKS_PER_LOAD; i++) {
            long entry = looks[(int) bits & MASK];
            Bytes.putLong(out, to, entry);
            used += entry >>> 48;
            bits >>>= entry >>> 48;
            to += (int) (entry >>> 56);
        }
        return used;
    }

    private void readOneByOne(byte[] in, int start, int limit, byte[] out, int stream) {
        int at = bit[stream];
        for (int i = to[stream]; i < end[stream]; i++) {
            int entry = single[(int) (Bytes.longBefore(in, start + (at >>> 3), limit) >>> (at & 7)) & MASK];
            out[i] = (byte) entry;
            at += entry >>> 8;
        }
        if (at > endBit[stream] || at <= endBit[stream] - 8) {
            throw new Corrupt("a Huffman stream does not end where it says");
        }
    }
}
