package io.twinkeep.core.tensor;

/** What the bytes of a tensor are, as far as coding cares; the code is stored, so the order never changes. */
public enum ElementType {
    /** Anything; a codec looks at the bytes to choose. */
    OPAQUE(1),
    BF16(2),
    F16(2),
    F32(4),
    F64(8),
    /** Any 8-bit float. */
    F8(1),
    I8(1),
    /** Blocks of quantised weights, packed nibbles and the like. */
    PACKED(1),
    /** 16-bit integers. */
    I16(2),
    I32(4),
    I64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element: 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }
}
