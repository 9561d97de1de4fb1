package io.twinkeep.core.tensor;

/**
 * A stretch of a file that is read on its own, independent of the others.
 *
 * @param offset where it begins in the file, in bytes
 * @param length in bytes; at most {@link ChunkCuts#MAX_CHUNK} unless it is cut by content
 * @param type of the elements of all its pieces
 * @param role which part of a model it is, the same in every version and whatever file it lies in, so that the next
 *     version finds the chunk to be coded against: the first 8 bytes of a SHA-256 over tensor names and block number.
 *     Stored, so it never changes. A hint, never proof, and only within one directory of the model: {@code unet} and
 *     {@code unet_ema} have tensors of the same names. 0 for bytes without a name
 * @param cutByContent whether it has to be read to learn its pieces; else it is one piece
 */
public record Span(long offset, long length, ElementType type, long role, boolean cutByContent) {}
