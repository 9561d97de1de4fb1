/**
 * Packs: many chunks in one object, ended by an index of its chunks.
 * Stands on objectstore, codec, crypto and ids. Never asks whether a chunk is still needed.
 * <pre>
 * header | stretch of chunk 1 | stretch of chunk 2 | … | stretch of the index | footer (24 bytes)
 * </pre>
 * Each stretch can be fetched and opened by itself; the index lets a rerun find the chunks of an interrupted run.
 */
package io.twinkeep.core.pack;
