package io.twinkeep.core.codec;

/**
 * How to split a block.
 *
 * @param phase bytes before the first whole element
 * @param rawPlanes a bit for each plane that is stored as it is, plane 0 lowest
 * @param bytesPerByte estimated coded size for each raw byte
 */
record Plan(Layout layout, int phase, int rawPlanes, double bytesPerByte) {
    boolean isRaw(int plane) {
        return (rawPlanes >>> plane & 1) != 0;
    }
}
