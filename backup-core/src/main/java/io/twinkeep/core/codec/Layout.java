package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;

/**
 * How elements are taken apart into byte planes, one byte of each element per plane, least significant plane first. The
 * ordinal is stored, so the order never changes.
 */
enum Layout {
    BYTES(1),
    PAIRS(2),
    /** Plane 0: sign and mantissa; plane 1: exponent. */
    BF16(2),
    /** Planes 0 and 1: low mantissa bytes; plane 2: sign and high mantissa; plane 3: exponent. */
    F32(4),
    QUADS(4),
    OCTETS(8);

    private static final Layout[] ALL = values();

    private final int stride;

    Layout(int stride) {
        this.stride = stride;
    }

    /** Bytes of one element, which is also the number of planes. */
    int stride() {
        return stride;
    }

    /** Whether a plane has nothing but exponents of floats. */
    boolean isExponents(int plane) {
        return (this == BF16 || this == F32) && plane == stride - 1;
    }

    static Layout of(int code) {
        if (code >= ALL.length) {
            throw new Corrupt("a coded block has the unknown plane layout " + code);
        }
        return ALL[code];
    }

    static Layout of(ElementType type) {
        return switch (type) {
            case BF16 -> BF16;
            case F32 -> F32;
            case F16, I16 -> PAIRS;
            case I32 -> QUADS;
            case F64, I64 -> OCTETS;
            case OPAQUE, F8, I8, PACKED -> BYTES;
        };
    }
}
