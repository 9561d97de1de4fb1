/**
 * Generation records as rows: written in bulk, found by time, version, seed and prompt.
 * Stands on core's catalog. Never opens a connection.
 */
package io.twinkeep.db.records;
