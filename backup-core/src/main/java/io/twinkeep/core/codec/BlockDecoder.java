package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads one block of any coding. Not thread-safe: it reuses its arrays. */
final class BlockDecoder {
    private final PlaneDecoder plane = new PlaneDecoder();
    private final PlanesDecoder planes = new PlanesDecoder(plane);
    private final OrderedDecoder ordered = new OrderedDecoder();
    private byte[] differences = new byte[0];

    /**
     * Decodes exactly {@code length} bytes to {@code out}.
     *
     * @param base null if there is none
     * @return the position behind the block, at most {@code limit}
     */
    int read(byte[] in, int at, int limit, byte[] base, int baseOffset, byte[] out, int to, int length) {
        int start = at + BlockCoding.HEADER;
        int end = start + Bytes.u24At(in, at + 1);
        if (end > limit) {
            throw new Corrupt("a coded block says it ends behind its chunk");
        }
        int read = switch (in[at]) {
            case BlockCoding.EQUAL -> {
                System.arraycopy(needed(base), baseOffset, out, to, length);
                yield start;
            }
            case BlockCoding.DIFFERENCE -> readDifference(in, start, end, needed(base), baseOffset, out, to, length);
            case BlockCoding.ORDERED -> readOrdered(in, start, end, needed(base), baseOffset, out, to, length);
            default -> readAlone(in, at, end, out, to, length);
        };
        if (read != end) {
            throw new Corrupt("a coded block has " + (end - read) + " bytes too many");
        }
        return end;
    }

    private static byte[] needed(byte[] base) {
        if (base == null) {
            throw new Corrupt("a coded block is a difference, but there is no base");
        }
        return base;
    }

    private int readAlone(byte[] in, int at, int end, byte[] out, int to, int length) {
        int start = at + BlockCoding.HEADER;
        return switch (in[at]) {
            case BlockCoding.RAW -> {
                System.arraycopy(in, start, out, to, length);
                yield start + length;
            }
            case BlockCoding.PERIODIC -> {
                repeat(in, start, out, to, length);
                yield start + BlockCoding.PERIOD;
            }
            case BlockCoding.ZSTD -> {
                if (!Zstandard.read(in, start, end - start, out, to, length)) {
                    throw new Corrupt("a zstd block does not decode to its " + length + " bytes");
                }
                yield end;
            }
            case BlockCoding.PLANES -> planes.read(in, start, end, out, to, length);
            default -> throw new Corrupt("a block has the unknown coding " + in[at]);
        };
    }

    private static void repeat(byte[] in, int start, byte[] out, int to, int length) {
        int done = Math.min(length, BlockCoding.PERIOD);
        System.arraycopy(in, start, out, to, done);
        while (done < length) {
            int more = Math.min(done, length - done);
            System.arraycopy(out, to, out, to + done, more);
            done += more;
        }
    }

    private int readOrdered(
            byte[] in, int start, int end, byte[] base, int baseOffset, byte[] out, int to, int length) {
        FloatKind kind = FloatKind.of(in[start] & 15);
        int phase = in[start] >>> 4 & 15;
        if (phase > Math.min(kind.width() - 1, length)) {
            throw new Corrupt("a difference has a first float behind its first bytes");
        }
        int count = (length - phase) / kind.width() & -TansEncoder.ROUND;
        int tail = phase + count * kind.width();
        System.arraycopy(in, start + 1, out, to, phase);
        System.arraycopy(in, start + 1 + phase, out, to + tail, length - tail);
        int weights = start + 1 + phase + length - tail;
        return ordered.read(in, weights, end, kind, base, baseOffset + phase, count, out, to + phase);
    }

    private int readDifference(
            byte[] in, int start, int end, byte[] base, int baseOffset, byte[] out, int to, int length) {
        int width = in[start];
        Difference.typeFor(width);
        if (differences.length < length) {
            differences = new byte[length];
        }
        int inner = start + 1;
        int size = Bytes.u24At(in, inner + 1);
        if (size != end - inner - BlockCoding.HEADER) {
            throw new Corrupt("a difference does not fill its block");
        }
        int read = readAlone(in, inner, end, differences, 0, length);
        Difference.add(differences, base, baseOffset, length, width, out, to);
        return read;
    }
}
