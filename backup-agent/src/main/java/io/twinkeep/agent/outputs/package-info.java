/**
 * From an image in the cache to its generation record in the spool: what is kept of prompts, and what is important.
 * Stands on metadata, cache and spool. Never talks to a store or a database.
 */
package io.twinkeep.agent.outputs;
