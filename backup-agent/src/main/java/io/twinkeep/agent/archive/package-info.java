/**
 * What the spool and the database know, on its way into the repository's log of records: each entry once, also after kill -9.
 * Stands on spool and state. Never asks what an entry means to people, and never changes a fact.
 *
 * <pre>
 * records.json   how far the log is: of the spool, of epochs, of each alias, of the audit trail; and the segment that is
 *                being written, which after a crash is looked for in the log before anything is written again
 * </pre>
 */
package io.twinkeep.agent.archive;
