/**
 * The use cases, each told top to bottom: back up, restore, verify, replicate, prune, probe.
 * Stands on everything below. Never prints, and never reads the environment.
 */
package io.twinkeep.core.operation;
