/**
 * Packs: many chunks in one object, ended by an index of its chunks.
 * Stands on objectstore, codec, crypto and ids. Never asks whether a chunk is still needed.
 */
package io.twinkeep.core.pack;
