package io.twinkeep.core.tensor;

/**
 * A stretch of a file: a tensor, a header, or a stretch that nothing is known of. {@code name} is the tensor's own name
 * (independent of the file it lies in) with dtype and shape, so that the same tensor is found again in another file; it
 * is empty for what is no tensor. Extents of a file follow each other without gap from 0 to its size.
 */
public record Extent(long offset, long length, ElementType type, String name) {
    public Extent {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("not an extent: " + length + " bytes from " + offset);
        }
    }
}
