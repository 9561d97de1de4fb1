/**
 * Lossless coding of tensor blocks, alone or against the same block of an earlier version.
 * Stands on tensor and errors; the only importer of zstd. Never loses a bit, and never trusts an encoded length.
 */
package io.twinkeep.core.codec;
