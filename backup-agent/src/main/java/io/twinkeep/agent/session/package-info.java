/**
 * Repositories opened as the settings say, and the tasks on them that the command line and the daemon share.
 * Stands on config. Never prints an answer, and never decides when a task runs.
 */
package io.twinkeep.agent.session;
