/**
 * The agent: the program on a host with models. Stands on backup-core and db, and on nothing of the server.
 */
package io.twinkeep.agent;
