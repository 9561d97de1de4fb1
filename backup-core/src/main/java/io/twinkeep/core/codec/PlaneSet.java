package io.twinkeep.core.codec;

/** Where the planes of a block lie while it is coded: some in a scratch array, some in the encoded bytes themselves. */
final class PlaneSet {
    static final int MOST_PLANES = 8;

    /** Behind each scratch plane, for stores of eight bytes. */
    private static final int SLACK = 8;

    final byte[][] arrays = new byte[MOST_PLANES][];
    final int[] starts = new int[MOST_PLANES];
    private final byte[][] scratch = new byte[MOST_PLANES][0];

    /** Puts a plane into scratch memory, which grows to the largest plane seen. */
    void useScratch(int plane, int count) {
        if (scratch[plane].length < count + SLACK) {
            scratch[plane] = new byte[count + SLACK];
        }
        use(plane, scratch[plane], 0);
    }

    void use(int plane, byte[] array, int start) {
        arrays[plane] = array;
        starts[plane] = start;
    }
}
