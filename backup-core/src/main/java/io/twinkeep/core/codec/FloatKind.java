package io.twinkeep.core.codec;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.tensor.ElementType;

/** Floats whose differences are coded as ordered integers. The ordinal is stored, so the order never changes. */
enum FloatKind {
    BF16(2, 7, 0),
    F16(2, 10, 0),
    F32(4, 23, 0),
    /** All weights, base and new, have 13 low bits of zero. */
    F32_HOLDING_F16(4, 23, 13),
    /** All weights, base and new, have 16 low bits of zero. */
    F32_HOLDING_BF16(4, 23, 16);

    private static final FloatKind[] ALL = values();

    private final int width;
    private final int exponentShift;
    private final int zeroBits;

    FloatKind(int width, int exponentShift, int zeroBits) {
        this.width = width;
        this.exponentShift = exponentShift;
        this.zeroBits = zeroBits;
    }

    /** Bytes of one float. */
    int width() {
        return width;
    }

    /** Low bits that are zero in every weight. */
    int zeroBits() {
        return zeroBits;
    }

    /** Where the exponent starts in the weight's highest 16 bits; it ends below the sign, the highest one. */
    int exponentShift() {
        return exponentShift - (width - 2) * 8;
    }

    /** Bytes of the number for a float: two where the float, without its zero bits, has no more. */
    int numberBytes() {
        return width - zeroBits / 16 * 2;
    }

    static FloatKind of(int code) {
        if (code >= ALL.length) {
            throw new Corrupt("a difference has the unknown kind of floats " + code);
        }
        return ALL[code];
    }

    /** The kind with which floats of a layout are compared, null if none. */
    static FloatKind of(Layout layout, ElementType type) {
        return switch (layout) {
            case BF16 -> BF16;
            case F32 -> F32;
            case PAIRS -> type == ElementType.F16 ? F16 : null;
            case BYTES, QUADS, OCTETS -> null;
        };
    }
}
