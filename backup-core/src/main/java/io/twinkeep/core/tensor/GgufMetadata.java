package io.twinkeep.core.tensor;

/** The metadata of a GGUF file, passed over but for the one key that moves the tensors. */
final class GgufMetadata {
    private static final String ALIGNMENT = "general.alignment";
    private static final long DEFAULT_ALIGNMENT = 32;
    private static final long MAX_ALIGNMENT = 1 << 20;
    private static final int MAX_KEY = 64 << 10;
    /** Arrays of arrays are allowed and unused; the bound keeps the stack. */
    private static final int MAX_NESTING = 8;

    private static final int UINT32 = 4;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    /** Bytes of the values of types 0 to 12; 0 for texts and arrays. */
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    private final HeaderReader reader;

    GgufMetadata(HeaderReader reader) {
        this.reader = reader;
    }

    /** Passes over so many keys and values; returns the alignment of the tensors' bytes, a power of two. */
    long alignment(long keys) throws Malformed {
        long alignment = 0;
        for (long i = 0; i < keys; i++) {
            String key = reader.text(reader.size(), MAX_KEY);
            int type = reader.i32();
            if (!key.equals(ALIGNMENT)) {
                skipValue(type, 0);
            } else if (type == UINT32 && alignment == 0) {
                alignment = checked(reader.u32());
            } else {
                throw new Malformed("no alignment, or a second one");
            }
        }
        return alignment == 0 ? DEFAULT_ALIGNMENT : alignment;
    }

    private static long checked(long alignment) throws Malformed {
        if (Long.bitCount(alignment) != 1 || alignment > MAX_ALIGNMENT) {
            throw new Malformed("not an alignment");
        }
        return alignment;
    }

    private void skipValue(int type, int nesting) throws Malformed {
        if (type < 0 || type >= WIDTHS.length || nesting > MAX_NESTING) {
            throw new Malformed("a value of unknown type");
        }
        switch (type) {
            case STRING -> reader.skip(reader.size());
            case ARRAY -> skipArray(nesting);
            default -> reader.skip(WIDTHS[type]);
        }
    }

    private void skipArray(int nesting) throws Malformed {
        int type = reader.i32();
        long count = reader.size();
        if (type >= 0 && type < WIDTHS.length && WIDTHS[type] > 0) {
            reader.skip(TensorName.multiply(count, WIDTHS[type]));
            return;
        }
        // texts and arrays take at least their own length's bytes, so the header's end also ends this loop
        for (long i = 0; i < count; i++) {
            skipValue(type, nesting + 1);
        }
    }
}
