package io.twinkeep.core.codec;

import java.util.Arrays;

/**
 * Codes symbols, each with the table of its context, all tables with the same states, so that a state goes from one to another: J. Duda,
 * "Asymmetric numeral systems", arXiv 1311.2540. Of eight symbols four go to one stream and four to another; in a stream four states take
 * turns, from the last symbol to the first, and their bits are written from the end of an array towards its start, so that the decoder
 * reads forwards. Not thread-safe: it reuses its arrays.
 */
final class TansEncoder {
    static final int STREAMS = 2;

    /** States of a stream. */
    static final int LANES = 4;

    /** Symbols that are coded together: as many as there are states. */
    static final int ROUND = STREAMS * LANES;

    /** Of a state at the start of a stream. */
    static final int STATE_BITS = 16;

    /** Unused bits of its first byte, bytes of a stream. */
    static final int STREAM_HEADER = 4;

    /** Of all contexts. */
    static final int STATES = Contexts.MOST << TansTables.LARGEST_LOG;

    private static final int CODES = Contexts.MOST * TansTables.SYMBOLS;

    /** So many weights for each state of all tables make these worth their building. */
    private static final int WEIGHTS_FOR_A_STATE_LOG = 6;

    private final TansTables tables = new TansTables();
    private final int[] counts = new int[TansTables.SYMBOLS];
    private final int[][] shares = new int[Contexts.MOST][TansTables.SYMBOLS];
    private final int[] next = new int[TansTables.SYMBOLS];
    private final int[] now = new int[ROUND];
    private final char[] states = new char[STATES];
    private final int[] losses = new int[CODES];
    private final int[] moves = new int[CODES];
    private final byte[] table = new byte[CODES * 4];
    private final byte[][] streams = new byte[STREAMS][0];
    private final long[] firstBits = new long[STREAMS];
    private int log;
    private int contexts;
    private int tableBytes;

    /**
     * Chooses tables for symbols of such counts; returns about the bytes that {@link #write} will need.
     *
     * @param allCounts 256 for each context
     */
    int plan(int[] allCounts, int contexts, int count) {
        this.contexts = contexts;
        log = logFor(count / contexts);
        var writer = new BitWriter(table, 0);
        double bits = 0;
        for (int context = 0; context < contexts; context++) {
            System.arraycopy(allCounts, context * TansTables.SYMBOLS, counts, 0, TansTables.SYMBOLS);
            if (Arrays.stream(counts).allMatch(each -> each == 0)) {
                counts[0] = 1;
            }
            bits += Normalizer.normalize(counts, log, shares[context]);
            TansTables.writeShares(shares[context], writer, log);
        }
        tableBytes = writer.close();
        return 1 + tableBytes + STREAMS * (STREAM_HEADER + LANES * STATE_BITS / 8) + (int) (bits / 8);
    }

    private static int logFor(int count) {
        int log = 31 - Integer.numberOfLeadingZeros(count | 1) - WEIGHTS_FOR_A_STATE_LOG;
        return Math.clamp(log, TansTables.SMALLEST_LOG, TansTables.LARGEST_LOG);
    }

    /**
     * Writes the symbols planned last; returns the position behind them, or -1 if that were behind the limit.
     *
     * @param codes in 16 bits each: 256 times the context, plus the symbol
     * @param count a multiple of eight
     */
    int write(byte[] codes, int count, byte[] out, int at, int limit) {
        buildTables();
        grow(count);
        Arrays.fill(now, 1 << log);
        encode(codes, count, now, states, losses, moves, streams, firstBits);
        int next = at + 1 + tableBytes + STREAMS * STREAM_HEADER;
        if (next > limit) {
            return -1;
        }
        out[at] = (byte) log;
        System.arraycopy(table, 0, out, at + 1, tableBytes);
        for (int each = 0; each < STREAMS; each++) {
            int first = (int) (firstBits[each] >>> 3);
            int size = streams[each].length - first;
            if (size > limit - next) {
                return -1;
            }
            int header = at + 1 + tableBytes + each * STREAM_HEADER;
            out[header] = (byte) (firstBits[each] & 7);
            Bytes.putU24(out, header + 1, size);
            System.arraycopy(streams[each], first, out, next, size);
            next += size;
        }
        return next;
    }

    private void grow(int count) {
        if (streams[0].length < count + 32) {
            for (int stream = 0; stream < STREAMS; stream++) {
                streams[stream] = new byte[count + 32];
            }
        }
    }

    /**
     * A state x of {@code size} to {@code 2 * size - 1} loses {@code x + losses[code] >>> 16} bits, and what is left, plus
     * {@code moves[code]}, is the index of the next state.
     */
    private void buildTables() {
        int size = 1 << log;
        for (int context = 0; context < contexts; context++) {
            byte[] spread = tables.spread(shares[context], log);
            int sum = context << log;
            for (int symbol = 0; symbol < TansTables.SYMBOLS; symbol++) {
                int share = shares[context][symbol];
                next[symbol] = sum;
                losses[context * TansTables.SYMBOLS + symbol] = loss(share, log);
                moves[context * TansTables.SYMBOLS + symbol] = sum - share;
                sum += share;
            }
            for (int state = 0; state < size; state++) {
                states[next[spread[state] & 0xFF]++] = (char) (size + state);
            }
        }
    }

    private static int loss(int share, int log) {
        int mostBits = share <= 1 ? log : log - (31 - Integer.numberOfLeadingZeros(share - 1));
        return (mostBits << 16) - (share << mostBits);
    }

    /** Encodes into two streams that end where their arrays end; in front of a stream there must be eight bytes more. */
    private static void encode(
            byte[] codes,
            int count,
            int[] now,
            char[] states,
            int[] losses,
            int[] moves,
            byte[][] out,
            long[] firstBits) {
        byte[] stream = out[0];
        byte[] other = out[1];
        int at = stream.length;
        int otherAt = other.length;
        // The highest one bit of what is held says how much that is.
        long bits = 1;
        long otherBits = 1;
        for (int i = 2 * (count - ROUND); i >= 0; i -= 2 * ROUND) {
            otherBits = encode(otherBits, now, 7, states, Bytes.shortAt(codes, i + 14), losses, moves);
            bits = encode(bits, now, 3, states, Bytes.shortAt(codes, i + 6), losses, moves);
            otherBits = encode(otherBits, now, 6, states, Bytes.shortAt(codes, i + 12), losses, moves);
            bits = encode(bits, now, 2, states, Bytes.shortAt(codes, i + 4), losses, moves);
            otherBits = encode(otherBits, now, 5, states, Bytes.shortAt(codes, i + 10), losses, moves);
            bits = encode(bits, now, 1, states, Bytes.shortAt(codes, i + 2), losses, moves);
            otherBits = encode(otherBits, now, 4, states, Bytes.shortAt(codes, i + 8), losses, moves);
            bits = encode(bits, now, 0, states, Bytes.shortAt(codes, i), losses, moves);
            // The newest bits are lowest; whole bytes above them are final, the others are written again next time.
            int unused = Long.numberOfLeadingZeros(bits) + 1;
            Bytes.putLong(stream, at - 8, bits << unused);
            at -= 64 - unused >>> 3;
            bits = withoutBytes(bits, unused);
            int otherUnused = Long.numberOfLeadingZeros(otherBits) + 1;
            Bytes.putLong(other, otherAt - 8, otherBits << otherUnused);
            otherAt -= 64 - otherUnused >>> 3;
            otherBits = withoutBytes(otherBits, otherUnused);
        }
        firstBits[0] = close(now, 0, stream, at, bits);
        firstBits[1] = close(now, LANES, other, otherAt, otherBits);
    }

    /** What is left of the bits held when whole bytes have gone. */
    private static long withoutBytes(long bits, int unused) {
        int kept = -unused & 7;
        return bits & ~(-1L << kept) | 1L << kept;
    }

    /** Encodes one symbol; returns the bits with its own below. States go through memory: see {@link TansDecoder}. */
    private static long encode(long bits, int[] now, int lane, char[] states, int code, int[] losses, int[] moves) {
        int state = now[lane];
        int lost = state + losses[code] >>> 16;
        now[lane] = states[(state >>> lost) + moves[code]];
        return bits << lost | state & ~(-1 << lost);
    }

    /** The states themselves come last, so first for the decoder; returns the bit where the stream starts. */
    private static long close(int[] now, int lane, byte[] out, int end, long firstBits) {
        int held = 63 - Long.numberOfLeadingZeros(firstBits);
        long states = now[lane] | (long) now[lane + 1] << 16 | (long) now[lane + 2] << 32 | (long) now[lane + 3] << 48;
        if (held > 0) {
            out[end - 1] = (byte) (firstBits << 8 - held | states >>> 56 + held);
        }
        Bytes.putLong(out, end - 8 - (held > 0 ? 1 : 0), held > 0 ? states << 8 - held : states);
        return (end - 8L << 3) - held;
    }
}
