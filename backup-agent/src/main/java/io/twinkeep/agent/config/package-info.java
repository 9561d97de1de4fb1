/**
 * What a run was told: options, environment and configuration file, read once into one record.
 * Stands on backup-core; the only importer of SnakeYAML. Never opens a store.
 */
package io.twinkeep.agent.config;
