/**
 * What a run was told: options, environment and configuration file, read once into one record, of the command line or of the daemon.
 * Stands on schedule, watch and outputs, whose rules it reads, and on db for where the facts are; the only importer of SnakeYAML. Never
 * opens a store.
 */
package io.twinkeep.agent.config;
