package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;

/** Reads what {@link RunEncoder} wrote. Not thread-safe: it reuses its arrays. */
final class RunDecoder {
    private final PlaneDecoder decoder;
    private final ExtraBits extra = new ExtraBits();
    private byte[] plane = new byte[0];
    private byte[] lanes = new byte[0];
    private int form;
    private int extraBytes;

    RunDecoder(PlaneDecoder decoder) {
        this.decoder = decoder;
    }

    /** Decodes numbers of 16 bits, and zeros behind them up to {@link NumberLanes#padded}; returns the position behind the run. */
    int read16(byte[] in, int at, int limit, byte[] runs, int to, int count) {
        int next = readSymbols(in, at, limit, count, runs, to);
        if (extraBytes > 0) {
            if (form == RunEncoder.NIBBLES) {
                extra.restore16(runs, to, count);
            } else {
                extra.toNumbers16(runs, to, count);
            }
            extra.checkEnd(extraBytes);
        }
        return next;
    }

    /** Decodes numbers of 32 bits; returns the position behind the run. */
    int read32(byte[] in, int at, int limit, byte[] runs, int to, int count) {
        int padded = NumberLanes.padded(count);
        if (lanes.length < 2 * padded) {
            lanes = new byte[2 * padded];
        }
        int next = readSymbols(in, at, limit, count, lanes, 0);
        if (form == RunEncoder.NIBBLES) {
            throw new Corrupt("coded differences of 32 bits have symbols of four");
        }
        if (extraBytes > 0) {
            extra.toNumbers32(lanes, count, runs, to);
            extra.checkEnd(extraBytes);
        } else {
            NumberLanes.widen(lanes, count, runs, to);
        }
        return next;
    }

    private int readSymbols(byte[] in, int at, int limit, int count, byte[] target, int to) {
        form = in[at] & ~RunEncoder.HAS_EXTRA;
        if (form != 0 && form != RunEncoder.NIBBLES) {
            throw new Corrupt("coded differences have the unknown form " + form);
        }
        int next = readExtra(in, at, limit);
        int bytes = form == 0 ? NumberLanes.byteBytes(count) : NumberLanes.nibbleBytes(count);
        if (plane.length < bytes + Long.BYTES) {
            plane = new byte[bytes + Long.BYTES];
        }
        next = decoder.read(in, next, limit, plane, bytes);
        if (form == 0) {
            NumberLanes.unpackBytes(plane, count, target, to);
        } else {
            NumberLanes.unpackNibbles(plane, count, target, to);
        }
        return next;
    }

    private int readExtra(byte[] in, int at, int limit) {
        extraBytes = 0;
        if ((in[at] & RunEncoder.HAS_EXTRA) != 0) {
            extraBytes = Bytes.u24At(in, at + 1);
            if (extraBytes == 0 || extraBytes > limit - at - 4) {
                throw new Corrupt("coded differences have extra bits behind their block");
            }
            extra.read(in, at + 4, extraBytes);
            return at + 4 + extraBytes;
        }
        return at + 1;
    }
}
