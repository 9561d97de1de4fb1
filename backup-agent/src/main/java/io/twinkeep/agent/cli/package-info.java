/**
 * The command line: one class per verb, each an order to backup-core and an answer for people or for scripts.
 * Stands on config and demo; the only importer of picocli. Never decides what the engine should: guards live there.
 */
package io.twinkeep.agent.cli;
