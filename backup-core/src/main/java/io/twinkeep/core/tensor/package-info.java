/**
 * Where the tensors of a file are, found from its headers alone, and where to cut bytes into pieces for coding.
 * Stands on ids, json, errors and files. Never unpickles, never inflates, never trusts a length, and never fails on what a
 * file holds: what it cannot read is opaque.
 *
 * <pre>
 *   TensorLayouts.of(path, file)   file     → extents  (tensors, headers, gaps; they cover the file)
 *   ChunkCuts.plan(extents)        extents  → spans    (without reading; fixed blocks, groups, stretches to cut by content)
 *   PieceReader(path, file, span)  span     → pieces   (each becomes one chunk)
 * </pre>
 */
package io.twinkeep.core.tensor;
