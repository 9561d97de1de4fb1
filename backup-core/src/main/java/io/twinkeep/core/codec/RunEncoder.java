package io.twinkeep.core.codec;

/** Codes a run of numbers, all of one context: a plane of symbols and extra bits. Not thread-safe: it reuses its arrays. */
final class RunEncoder {
    /** Symbols are four bits; else eight. */
    static final int NIBBLES = 1;

    static final int HAS_EXTRA = 2;

    /** One number in so many may be too large for four bits. */
    private static final int SMALL_FOR_ONE_LARGE = 256;

    private final PlaneEncoder encoder;
    private final ExtraBits extra = new ExtraBits();
    private byte[] plane = new byte[0];
    private byte[] lanes = new byte[0];

    RunEncoder(PlaneEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * Codes numbers of 16 bits, which it changes.
     *
     * @param runs behind the run, lanes up to {@link NumberLanes#padded} are 0
     * @return the position behind the run, or -1 if that would be behind {@code limit}
     */
    int write16(byte[] runs, int from, int count, byte[] out, int at, int limit) {
        grow(count);
        extra.clear(Short.SIZE * count);
        boolean nibbles = NumberLanes.countLarge(runs, from, count) <= count / SMALL_FOR_ONE_LARGE;
        if (nibbles) {
            extra.cut16(runs, from, count);
            NumberLanes.packNibbles(runs, from, count, plane);
            return write(NIBBLES, NumberLanes.nibbleBytes(count), out, at, limit);
        }
        extra.toSymbols16(runs, from, count);
        NumberLanes.packBytes(runs, from, count, plane);
        return write(0, NumberLanes.byteBytes(count), out, at, limit);
    }

    /** The same with numbers of 32 bits, behind which nothing need be 0. */
    int write32(byte[] runs, int from, int count, byte[] out, int at, int limit) {
        grow(count);
        extra.clear(Integer.SIZE * count);
        extra.toSymbols32(runs, from, count, lanes);
        for (int i = count; i < NumberLanes.padded(count); i++) {
            Bytes.putShort(lanes, 2 * i, 0);
        }
        NumberLanes.packBytes(lanes, 0, count, plane);
        return write(0, NumberLanes.byteBytes(count), out, at, limit);
    }

    private void grow(int count) {
        int padded = NumberLanes.padded(count);
        if (plane.length < padded) {
            plane = new byte[padded];
            lanes = new byte[2 * padded];
        }
    }

    private int write(int form, int planeBytes, byte[] out, int at, int limit) {
        int extraBytes = extra.size();
        int next = at + 1;
        if (extraBytes > limit - at - 4) {
            return -1;
        }
        if (extraBytes == 0) {
            out[at] = (byte) form;
        } else {
            out[at] = (byte) (form | HAS_EXTRA);
            Bytes.putU24(out, next, extraBytes);
            next = extra.copyTo(out, next + 3);
        }
        return encoder.writeSmall(plane, planeBytes, out, next, limit);
    }
}
